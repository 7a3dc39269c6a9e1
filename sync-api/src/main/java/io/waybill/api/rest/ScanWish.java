package io.waybill.api.rest;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.api.rules.RuleStore;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.scans.ScanRule;
import io.waybill.schemas.scans.ScanScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants looked over: a rule, by its id or name; or what a rule would say, without
 * one.
 *
 * @param rule which images, where to, and how
 * @param scope the part of them
 * @param dryRun whether nothing is to be planned
 */
record ScanWish(ScanRule rule, ScanScope scope, boolean dryRun) {
  private static final List<String> OWN_KEYS = List.of("rule", "repositories", "tags", "dryRun");

  /** The name of what has none; it is shown nowhere. */
  private static final String NAMELESS = "by-hand";

  /** The keys that are not a rule's. */
  private record Keys(
      @Nullable String rule,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<NamePattern> repositories,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          @Nullable List<NamePattern> tags,
      @Nullable Boolean dryRun) {}

  /** Reads the wish; refuses one that says two things at once, or nothing. */
  static ScanWish read(ObjectNode tree, RuleStore rules, RuleChecks checks) {
    ObjectNode own = tree.objectNode();
    for (String key : OWN_KEYS) {
      JsonNode value = tree.remove(key);
      if (value != null) {
        own.set(key, value);
      }
    }
    Keys keys = Bodies.convert(own, Keys.class);
    return new ScanWish(
        keys.rule() == null ? withoutRule(tree, checks) : ofRule(keys.rule(), tree, rules),
        new ScanScope(keys.repositories(), keys.tags()),
        Boolean.TRUE.equals(keys.dryRun()));
  }

  private static ScanRule withoutRule(ObjectNode tree, RuleChecks checks) {
    if (!tree.has("source") || !tree.has("targets")) {
      throw refused(
          tree.has("source") ? "targets" : "source",
          "name a rule (rule), or say what to look over (source) and where it goes (targets)");
    }
    if (!tree.has("name")) {
      tree.put("name", NAMELESS);
    }
    return new ScanRule(null, null, checks.readAlone(tree));
  }

  private static ScanRule ofRule(String idOrName, ObjectNode tree, RuleStore rules) {
    if (!tree.isEmpty()) {
      String key = tree.fieldNames().next();
      throw refused(key, "the rule says it already: give a rule, or a source and targets");
    }
    Rule rule =
        rules
            .find(idOrName)
            .orElseThrow(
                () -> refused("rule", "there is no rule with the id or name \"" + idOrName + "\""));
    return new ScanRule(rule.id(), rule.name(), rule.spec());
  }

  /** Disabling is how a person says "write nothing there". */
  void requireEnabled() {
    if (!rule.spec().enabled()) {
      throw refused("rule", "the rule " + rule.spec().name() + " is disabled: enable it first");
    }
  }

  private static ProblemException refused(String key, String why) {
    return new ProblemException(Problem.unprocessable(key + ": " + why + ".").with("key", key));
  }
}
