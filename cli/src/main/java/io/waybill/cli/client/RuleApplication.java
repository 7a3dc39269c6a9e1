package io.waybill.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import io.waybill.cli.terminal.Counted;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.JsonProblems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes the rules of an API what is wanted, after it has shown what that changes. */
final class RuleApplication {
  private static final String RULES = "rules";

  /** What becomes of one rule. */
  private record Step(
      RuleDiff.Kind kind, String name, long revision, JsonNode before, JsonNode after) {
    JsonNode document() {
      ObjectNode document = Json.lenient().createObjectNode();
      document.put("name", name).put("change", kind.name().toLowerCase(Locale.ROOT));
      document.set("before", before.isMissingNode() ? null : before);
      document.set("after", after.isMissingNode() ? null : after);
      return document;
    }
  }

  private final Surroundings surroundings;
  private final Termination termination;
  private final Confirmation confirmation;
  private final boolean prune;

  /**
   * How it is done.
   *
   * @param prune whether rules go that are not wanted
   */
  RuleApplication(
      Surroundings surroundings,
      Termination termination,
      Confirmation confirmation,
      boolean prune) {
    this.surroundings = surroundings;
    this.termination = termination;
    this.confirmation = confirmation;
    this.prune = prune;
  }

  /** Does it, and says what the command ends with. */
  int run(List<JsonNode> rules, ApiClient client, Results results) throws InterruptedException {
    Map<String, JsonNode> wanted = wanted(rules);
    Map<String, JsonNode> current = new LinkedHashMap<>();
    Pages.all(client, RULES).forEach(rule -> current.put(rule.path("name").asText(), rule));
    List<Step> steps = steps(wanted, current);
    List<Step> changes = steps.stream().filter(step -> step.kind() != RuleDiff.Kind.KEEP).toList();
    show(steps, changes, results);
    if (confirmation.isDryRun() || changes.isEmpty()) {
      machines(changes, results);
      return ExitCodes.OK;
    }
    if (!confirmation.isGiven(
        "Make %s?".formatted(Counted.of(changes.size(), "change")), termination)) {
      results.tell("Nothing was changed.");
      return ExitCodes.FAILED;
    }
    Mistakes mistakes = new Mistakes("change", changes.size());
    for (int i = 0; i < changes.size(); i++) {
      Step step = changes.get(i);
      mistakes.collect(i + 1, step.document(), () -> make(client, step));
    }
    mistakes.throwIfAny("Not all of the changes were made");
    results.tell("Done.");
    machines(changes, results);
    return ExitCodes.OK;
  }

  /** The rules of the file, with every default filled in as the API does. */
  private static Map<String, JsonNode> wanted(List<JsonNode> rules) {
    Mistakes.requireNone(rules);
    Map<String, JsonNode> wanted = new LinkedHashMap<>();
    Mistakes mistakes = new Mistakes("rule", rules.size());
    for (int i = 0; i < rules.size(); i++) {
      JsonNode complete = complete(rules.get(i));
      if (wanted.put(complete.path("name").asText(), complete) != null) {
        mistakes.add(i + 1, complete, "another rule of the file is called so, too.");
      }
    }
    mistakes.throwIfAny("Nothing was changed");
    return wanted;
  }

  /** As text and back, so that numbers are of the types that they have when the API says them. */
  private static JsonNode complete(JsonNode rule) {
    try {
      RuleSpec spec = Json.strict().treeToValue(rule, RuleSpec.class);
      return Json.lenient().readTree(Json.lenient().writeValueAsString(spec));
    } catch (JsonProcessingException wrong) {
      throw CommandFailure.usage(JsonProblems.describe(wrong) + ".");
    }
  }

  private List<Step> steps(Map<String, JsonNode> wanted, Map<String, JsonNode> current) {
    List<Step> steps = new ArrayList<>();
    wanted.forEach(
        (name, after) -> {
          JsonNode rule = current.get(name);
          if (rule == null) {
            steps.add(new Step(RuleDiff.Kind.MAKE, name, 0, MissingNode.getInstance(), after));
          } else {
            JsonNode before = specOf(rule);
            RuleDiff.Kind kind = before.equals(after) ? RuleDiff.Kind.KEEP : RuleDiff.Kind.CHANGE;
            steps.add(new Step(kind, name, revision(rule), before, after));
          }
        });
    if (prune) {
      current.forEach(
          (name, rule) -> {
            if (!wanted.containsKey(name)) {
              steps.add(
                  new Step(
                      RuleDiff.Kind.REMOVE,
                      name,
                      revision(rule),
                      specOf(rule),
                      MissingNode.getInstance()));
            }
          });
    }
    return steps;
  }

  private static long revision(JsonNode rule) {
    return rule.path("revision").asLong();
  }

  /** What somebody wrote, without what the API adds. */
  private static JsonNode specOf(JsonNode rule) {
    ObjectNode spec = rule.deepCopy();
    spec.remove(List.of("id", "revision", "createdAt", "updatedAt"));
    return spec;
  }

  private static void show(List<Step> steps, List<Step> changes, Results results) {
    for (Step step : changes) {
      RuleDiff.lines(step.kind(), step.name(), step.before(), step.after()).forEach(results::tell);
    }
    results.tell(
        "%d to make, %d to change, %d to remove, %d as they are."
            .formatted(
                count(steps, RuleDiff.Kind.MAKE),
                count(steps, RuleDiff.Kind.CHANGE),
                count(steps, RuleDiff.Kind.REMOVE),
                count(steps, RuleDiff.Kind.KEEP)));
  }

  private static long count(List<Step> steps, RuleDiff.Kind kind) {
    return steps.stream().filter(step -> step.kind() == kind).count();
  }

  private static void machines(List<Step> changes, Results results) {
    if (!results.areForPeople()) {
      results.documents(changes.stream().map(Step::document).toList());
    }
  }

  /** With the revision that was looked at: a change by somebody else in between is not undone. */
  private void make(ApiClient client, Step step) throws InterruptedException {
    String path = RULES + "/" + ApiClient.component(step.name());
    switch (step.kind()) {
      case MAKE -> RuleCommands.warn(surroundings, client.post(RULES, step.after()));
      case CHANGE -> {
        ObjectNode body = step.after().deepCopy();
        body.put("revision", step.revision());
        RuleCommands.warn(surroundings, client.put(path, body));
      }
      case REMOVE -> client.delete(path);
      case KEEP -> throw new IllegalStateException("There is nothing to do for " + step.name());
    }
  }
}
