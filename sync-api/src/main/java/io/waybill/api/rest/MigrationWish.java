package io.waybill.api.rest;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.RuleReader;
import io.waybill.schemas.rules.RuleSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration that somebody wants: what goes where, and under which terms, which are a rule's.
 *
 * @param name what they call it
 * @param parts what goes where
 * @param terms a rule that says the rest; its source and targets mean nothing
 */
record MigrationWish(@Nullable String name, List<Part> parts, RuleSpec terms) {
  /** Parts at most. */
  static final int MOST_PARTS = 10_000;

  /** Tags that a part names at most: they stand whole in each step of its scan. */
  static final int MOST_TAGS = 1_000;

  private static final int LONGEST_NAME = 100;
  private static final List<String> OWN_KEYS = List.of("name", "parts");

  /** What a rule can say and a migration cannot: it happens once, and copies. */
  private static final List<String> STRANGE_KEYS =
      List.of("source", "targets", "enabled", "deletes", "schedule", "backfill");

  /**
   * One part.
   *
   * @param source the repository, after the host or the configured name of its registry
   * @param tags which of its tags, as in a rule; left out, all
   * @param digest the one image that is meant
   * @param target where it goes: a repository, as the source
   * @param tag the new tag, where one image is meant
   */
  record Part(
      @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL) String source,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<NamePattern> tags,
      @Nullable Digest digest,
      @JsonProperty(required = true) @JsonSetter(nulls = Nulls.FAIL) String target,
      @Nullable Tag tag) {}

  private record Keys(@Nullable String name, @Nullable List<Part> parts) {}

  /** Reads the wish. */
  static MigrationWish read(ObjectNode tree, RuleChecks checks) {
    ObjectNode own = tree.objectNode();
    for (String key : OWN_KEYS) {
      JsonNode value = tree.remove(key);
      if (value != null) {
        own.set(key, value);
      }
    }
    Keys keys = Bodies.convert(own, Keys.class);
    List<Part> parts = keys.parts() == null ? List.of() : List.copyOf(keys.parts());
    if (parts.isEmpty() || parts.size() > MOST_PARTS) {
      throw refused(
          "parts",
          "a migration has 1 to %d parts, not %d%s"
              .formatted(MOST_PARTS, parts.size(), parts.isEmpty() ? "" : ": make several of it"));
    }
    String name = keys.name();
    if (name != null && (name.isBlank() || name.length() > LONGEST_NAME)) {
      throw refused("name", "it must have 1 to " + LONGEST_NAME + " characters");
    }
    return new MigrationWish(name, parts, terms(tree, checks));
  }

  private static RuleSpec terms(ObjectNode tree, RuleChecks checks) {
    List<String> strange = new ArrayList<>();
    STRANGE_KEYS.stream().filter(tree::has).forEach(strange::add);
    if (!strange.isEmpty()) {
      throw refused(
          strange.getFirst(),
          "a migration happens once, and its parts say what goes where: leave it out");
    }
    ObjectNode rule = tree.deepCopy();
    rule.put("name", "migration");
    rule.putObject("source").put("registry", RuleReader.STAND_IN).put("repositories", "stand-in");
    rule.putArray("targets").addObject().put("registry", RuleReader.STAND_IN);
    if (!rule.has("priority")) {
      // What is pushed meanwhile is in more of a hurry.
      rule.put("priority", "low");
    }
    return checks.readAlone(rule);
  }

  static ProblemException refused(String key, String why) {
    return new ProblemException(Problem.unprocessable(key + ": " + why + ".").with("key", key));
  }
}
