package io.waybill.migration.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.waybill.migration.imagesyncer.DefaultPlace;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules of an {@code images.json} that takes the images of a cluster to one place: one image
 * and one target a rule, which image-migrator and image-syncer understand as well.
 *
 * <p>A target is called as an empty one is: the repository's name without its first part, which is
 * its namespace. A digest goes there as it is, and under its tag as well, where nothing else is to
 * be there.
 *
 * @param rules source and target, in the order of the sources
 * @param problems images that no rule takes: a sentence for each
 */
public record ImageRules(SortedMap<String, String> rules, List<String> problems) {
  /** Stands for a place that only the migration knows. */
  private static final DefaultPlace UNSAID = new DefaultPlace("0", "0");

  private static final ObjectMapper JSON = new JsonMapper();
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build());

  /** Keeps copies. */
  public ImageRules {
    rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
    problems = List.copyOf(problems);
  }

  /**
   * Makes them.
   *
   * @param images names, each with one that uses it
   * @param target where they go; nobody has said it = rules with an empty target
   */
  public static ImageRules of(Map<String, String> images, DefaultPlace target) {
    List<String> problems = new ArrayList<>();
    SortedMap<String, ImageName> tagged = new TreeMap<>();
    SortedMap<String, ImageName> pinned = new TreeMap<>();
    images.forEach(
        (text, user) -> {
          try {
            ImageName name = ImageName.parse(text);
            // Where it would go has a name, too, which may be too long.
            var _ = place(target).of(name.repository());
            (name.digest().isPresent() ? pinned : tagged).put(text, name);
          } catch (InvalidNameException wrong) {
            problems.add(
                "\"%s\" (%s) is no name of an image: %s".formatted(text, user, wrong.getMessage()));
          }
        });
    boolean empty = target.equals(DefaultPlace.NONE);
    Map<String, Set<String>> claims = claims(tagged.values(), target);
    SortedMap<String, String> rules = new TreeMap<>();
    for (ImageName name : tagged.values()) {
      Repository repository = place(target).of(name.repository());
      if (claims.getOrDefault(claim(name, target), Set.of()).size() == 1) {
        rules.put(name.source(), empty ? "" : repository.toString());
      }
    }
    claims.forEach((where, sources) -> conflict(where, sources).ifPresent(problems::add));
    pin(pinned.values(), target, claims.keySet(), rules);
    return new ImageRules(rules, problems);
  }

  private static DefaultPlace place(DefaultPlace target) {
    return target.equals(DefaultPlace.NONE) ? UNSAID : target;
  }

  /** Which sources would be put under each tag of the target. */
  private static SortedMap<String, Set<String>> claims(
      Collection<ImageName> names, DefaultPlace target) {
    SortedMap<String, Set<String>> claims = new TreeMap<>();
    for (ImageName name : names) {
      claims.computeIfAbsent(claim(name, target), where -> new TreeSet<>()).add(name.source());
    }
    return claims;
  }

  private static String claim(ImageName name, DefaultPlace target) {
    return place(target).of(name.repository()).tag(name.tag().orElseThrow()).text();
  }

  private static Optional<String> conflict(String where, Set<String> sources) {
    return sources.size() == 1
        ? Optional.empty()
        : Optional.of(
            "%s would all be %s: write rules for them yourself, with different targets"
                .formatted(
                    String.join(" and ", sources),
                    where.replace(UNSAID.registry() + "/" + UNSAID.namespace() + "/", "")));
  }

  /** A digest needs no tag; it gets its own where it alone has it. */
  private static void pin(
      Collection<ImageName> names,
      DefaultPlace target,
      Set<String> taken,
      SortedMap<String, String> rules) {
    List<ImageName> withTag = names.stream().filter(name -> name.tag().isPresent()).toList();
    Map<String, Set<String>> claims = claims(withTag, target);
    for (ImageName name : names) {
      String repository = place(target).of(name.repository()).toString();
      String written = repository;
      if (name.tag().isPresent()) {
        String where = claim(name, target);
        Tag tag = name.tag().get();
        boolean alone = !taken.contains(where) && claims.getOrDefault(where, Set.of()).size() == 1;
        written = alone ? repository + ":" + tag.name() : repository;
      }
      String rule = target.equals(DefaultPlace.NONE) ? "" : written;
      // The same digest may be there without its tag, or with another.
      rules.merge(
          name.source(), rule, (one, other) -> one.length() >= other.length() ? one : other);
    }
  }

  /** As JSON. */
  public String json() {
    try {
      DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
      return JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(indenter))
              .writeValueAsString(rules)
          + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Texts cannot be written as JSON", impossible);
    }
  }

  /** As YAML. */
  public String yaml() {
    try {
      return YAML.writeValueAsString(rules);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("Texts cannot be written as YAML", impossible);
    }
  }
}
