package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a rule takes an image, and if not, what about the rule is in the way: what whoever misses
 * an image asks. It is decided as the planner decides; of an image without a tag its repository
 * decides.
 *
 * @param kind the answer in a word
 * @param why the same as a clause that the rule's name stands before, for a person
 * @param targets where the rule copies it to; none, unless the rule takes it
 */
public record RuleFit(Kind kind, String why, List<Reference> targets) {
  /** The answer in a word, the nearest first. */
  public enum Kind {
    /** The rule takes it. */
    @JsonProperty("takes")
    TAKES,
    /** It would, but its templates make no name of this image. */
    @JsonProperty("no-target")
    NO_TARGET,
    /** It would, if it were enabled. */
    @JsonProperty("disabled")
    DISABLED,
    /** The tag is one of {@code excludeTags}. */
    @JsonProperty("tag-excluded")
    TAG_EXCLUDED,
    /** The tag is none of {@code tags}. */
    @JsonProperty("tag")
    TAG,
    /** The repository is one of {@code excludeRepositories}. */
    @JsonProperty("repository-excluded")
    REPOSITORY_EXCLUDED,
    /** The repository is none of {@code repositories}. */
    @JsonProperty("repository")
    REPOSITORY,
    /** The rule is about another registry. */
    @JsonProperty("registry")
    REGISTRY;

    /** Whether the rule names the image's repository, so that somebody may have expected it. */
    public boolean isNear() {
      return compareTo(REPOSITORY) < 0;
    }
  }

  /** So many patterns are said; who wrote more of them knows where they stand. */
  private static final int MOST_PATTERNS = 5;

  /** Keeps a copy. */
  public RuleFit {
    targets = List.copyOf(targets);
  }

  /** What the rule is to the image. */
  public static RuleFit of(RuleSpec rule, Reference image) {
    Optional<RuleFit> other = otherSource(rule.source(), image);
    if (other.isPresent()) {
      return other.get();
    }
    return rule.enabled()
        ? targets(rule, image)
        : not(Kind.DISABLED, "is disabled; enabled, it would take it");
  }

  private static Optional<RuleFit> otherSource(RuleSource source, Reference image) {
    String path = image.repository().path();
    if (!image.repository().registry().equals(source.registry())) {
      return Optional.of(not(Kind.REGISTRY, "is about images of " + source.registry()));
    }
    if (find(source.repositories(), path).isEmpty()) {
      return Optional.of(
          not(Kind.REPOSITORY, none("source.repositories", source.repositories(), path)));
    }
    Optional<NamePattern> excluded = find(source.excludedRepositories(), path);
    if (excluded.isPresent()) {
      return Optional.of(
          not(
              Kind.REPOSITORY_EXCLUDED,
              excludes("source.excludeRepositories", excluded.get(), path)));
    }
    return image instanceof TagReference tagged
        ? otherTag(source, tagged.tag().name())
        : Optional.empty();
  }

  private static Optional<RuleFit> otherTag(RuleSource source, String tag) {
    if (find(source.tags(), tag).isEmpty()) {
      return Optional.of(not(Kind.TAG, none("source.tags", source.tags(), tag)));
    }
    return find(source.excludeTags(), tag)
        .map(pattern -> not(Kind.TAG_EXCLUDED, excludes("source.excludeTags", pattern, tag)));
  }

  private static RuleFit targets(RuleSpec rule, Reference image) {
    List<Reference> targets = new ArrayList<>();
    List<String> nowhere = new ArrayList<>();
    for (RuleTarget target : rule.targets()) {
      try {
        Reference to = target.resolve(image);
        if (to.equals(image)) {
          nowhere.add("in " + target.registry() + " it is the image itself");
        } else {
          targets.add(to);
        }
      } catch (InvalidNameException invalid) {
        nowhere.add("in " + target.registry() + ": " + invalid.getMessage());
      }
    }
    return targets.isEmpty()
        ? not(
            Kind.NO_TARGET,
            "names it, but none of its targets makes a place for it (%s)"
                .formatted(String.join("; ", nowhere)))
        : new RuleFit(Kind.TAKES, takes(rule), targets);
  }

  /** What kind of content it is, only whoever reads it knows. */
  private static String takes(RuleSpec rule) {
    return rule.artifacts() == null
        ? "takes it"
        : "takes it, if it is of one of its artifacts ("
            + rule.artifacts().stream()
                .map(ArtifactType::toString)
                .collect(Collectors.joining(", "))
            + "), which the copy finds out";
  }

  private static RuleFit not(Kind kind, String why) {
    return new RuleFit(kind, why, List.of());
  }

  private static Optional<NamePattern> find(List<NamePattern> patterns, String name) {
    return patterns.stream().filter(pattern -> pattern.matches(name)).findFirst();
  }

  private static String none(String key, List<NamePattern> patterns, String name) {
    String some =
        patterns.stream()
            .limit(MOST_PATTERNS)
            .map(NamePattern::toString)
            .collect(Collectors.joining(", "));
    String more =
        patterns.size() > MOST_PATTERNS
            ? " and " + (patterns.size() - MOST_PATTERNS) + " more"
            : "";
    return "does not: its %s (%s%s) do not match \"%s\"".formatted(key, some, more, name);
  }

  private static String excludes(String key, NamePattern pattern, String name) {
    return "does not: its %s has \"%s\", which matches \"%s\"".formatted(key, pattern, name);
  }
}
