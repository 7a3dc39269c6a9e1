package io.waybill.api.conflicts;

import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Flatten;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Images that a rule is about, made up from its patterns and then held against them. */
final class SourceExamples {
  private static final int MOST = 50;

  /** What a wildcard may stand for; versions for those who ask for one. */
  private static final List<String> PATHS = List.of("a", "a/b");

  private static final List<String> TAGS = List.of("v1", "1.2.3", "1.0.0", "2.0.0", "latest");

  private SourceExamples() {}

  /** Some images that the rule is about; none where its patterns are too particular. */
  static List<TagReference> of(RuleSource source) {
    List<Tag> tags = tags(source);
    List<TagReference> examples = new ArrayList<>();
    for (String path : paths(source)) {
      tags.stream().findFirst().flatMap(tag -> image(source, path, tag)).ifPresent(examples::add);
      if (examples.size() == MOST) {
        break;
      }
    }
    return examples;
  }

  /** An image that the rule copies to this place by this target, where one can be made up. */
  static Optional<TagReference> writing(Rule rule, RuleTarget target, TagReference place) {
    RuleSource source = rule.spec().source();
    for (String path : pathsFor(source, target, place.repository().path())) {
      for (Tag tag : tagsFor(source, target, place.tag().name())) {
        Optional<TagReference> image = image(source, path, tag);
        if (image.filter(found -> goesTo(target, found, place)).isPresent()) {
          return image;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean goesTo(RuleTarget target, TagReference image, TagReference place) {
    try {
      return target.resolve(image).equals(place);
    } catch (InvalidNameException none) {
      return false;
    }
  }

  private static Optional<TagReference> image(RuleSource source, String path, Tag tag) {
    try {
      Repository repository = Repository.of(source.registry(), path);
      return source.matches(repository, tag) ? Optional.of(repository.tag(tag)) : Optional.empty();
    } catch (InvalidNameException invalid) {
      return Optional.empty();
    }
  }

  private static Set<String> paths(RuleSource source) {
    Set<String> paths = new LinkedHashSet<>();
    for (NamePattern pattern : source.repositories()) {
      for (String glob : TargetShape.globs(pattern, "**")) {
        PATHS.forEach(text -> paths.add(fill(glob, text)));
      }
    }
    return paths;
  }

  private static List<Tag> tags(RuleSource source) {
    Set<String> texts = new LinkedHashSet<>(TAGS);
    for (NamePattern pattern : source.tags()) {
      TargetShape.globs(pattern, "*").forEach(glob -> texts.add(fill(glob, "1")));
    }
    return texts.stream().flatMap(text -> tag(text).stream()).filter(source::matches).toList();
  }

  /** Where {@code **} stands, the text; a star and a question mark stand for a letter. */
  private static String fill(String glob, String text) {
    return glob.replace("**", text).replace("*", "a").replace("?", "a");
  }

  private static Set<String> pathsFor(RuleSource source, RuleTarget target, String place) {
    Set<String> candidates = new LinkedHashSet<>();
    middle(target.repository().toString(), "{repository}", place)
        .or(() -> middle(target.repository().toString(), "{namespace}/{name}", place))
        .or(() -> middle(target.repository().toString(), "{name}", place))
        .ifPresent(
            rest -> {
              candidates.add(rest);
              for (String example : paths(source)) {
                candidates.addAll(withHeadOf(example, rest, target.flatten()));
              }
            });
    candidates.addAll(paths(source));
    return candidates;
  }

  /** What flattening has taken away, or {@code {name}} leaves out, put before the rest again. */
  private static List<String> withHeadOf(String example, String rest, Flatten flatten) {
    List<String> whole = new ArrayList<>();
    int all = example.lastIndexOf('/') + 1;
    whole.add(example.substring(0, all) + rest);
    if (flatten.levels() > 0) {
      String kept = flatten.apply(example);
      whole.add(example.substring(0, example.length() - kept.length()) + rest);
    }
    return whole;
  }

  private static List<Tag> tagsFor(RuleSource source, RuleTarget target, String place) {
    List<Tag> candidates = new ArrayList<>();
    middle(target.tag().toString(), "{tag}", place)
        .flatMap(SourceExamples::tag)
        .ifPresent(candidates::add);
    candidates.addAll(tags(source));
    return candidates;
  }

  /** What stands for the variable, where the template has it once and the text fits. */
  private static Optional<String> middle(String template, String variable, String text) {
    int at = template.indexOf(variable);
    if (at < 0) {
      return Optional.empty();
    }
    String before = template.substring(0, at);
    String after = template.substring(at + variable.length());
    boolean fits =
        text.length() > before.length() + after.length()
            && text.startsWith(before)
            && text.endsWith(after);
    return fits
        ? Optional.of(text.substring(before.length(), text.length() - after.length()))
        : Optional.empty();
  }

  private static Optional<Tag> tag(String text) {
    try {
      return Optional.of(Tag.of(text));
    } catch (InvalidNameException invalid) {
      return Optional.empty();
    }
  }
}
