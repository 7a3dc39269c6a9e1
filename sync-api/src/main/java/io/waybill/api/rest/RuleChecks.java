package io.waybill.api.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.api.conflicts.Findings;
import io.waybill.api.conflicts.RuleConflicts;
import io.waybill.api.rules.RuleStore;
import io.waybill.api.scans.Cron;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleProblem;
import io.waybill.schemas.rules.RuleReader;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the rules that people write, and refuses those that cannot work: with everything that is
 * wrong at once.
 */
final class RuleChecks {
  private final Registries registries;
  private final RuleStore rules;

  RuleChecks(Registries registries, RuleStore rules) {
    this.registries = registries;
    this.rules = rules;
  }

  /**
   * The rule that the body is.
   *
   * @param id the rule's, which says whose earlier revision it takes the place of
   * @param sees which other rules may be named to whoever asks
   */
  RuleSpec read(ObjectNode body, RuleId id, Predicate<RuleSpec> sees) {
    RuleSpec spec = readAlone(body);
    List<RuleProblem> problems = refusals(spec, id, sees);
    if (problems.isEmpty()) {
      return spec;
    }
    throw new ProblemException(problem(problems));
  }

  /** The rule that the body is, which can work here, whatever the others are. */
  RuleSpec readAlone(ObjectNode body) {
    RuleReader.Read read = RuleReader.read(body);
    List<RuleProblem> problems = new ArrayList<>(read.problems());
    read.spec().ifPresent(spec -> problems.addAll(problemsOf(spec)));
    if (problems.isEmpty()) {
      return read.spec().orElseThrow();
    }
    throw new ProblemException(problem(problems));
  }

  /** Refuses a rule that cannot work here, whatever the others are. */
  void check(RuleSpec spec) {
    List<RuleProblem> problems = problemsOf(spec);
    if (!problems.isEmpty()) {
      throw new ProblemException(problem(problems));
    }
  }

  /** What whoever reads the rule should know of it and the others that they may see. */
  List<String> warnings(Rule rule, Predicate<RuleSpec> sees) {
    Findings findings = RuleConflicts.of(rule, visible(rules.all(), sees));
    return Stream.concat(
            findings.warnings().stream(),
            findings.refusals().stream()
                .map(refusal -> refusal.key() + ": " + refusal.sentence() + "."))
        .toList();
  }

  /** What is wrong with a body, all of it. */
  static Problem problem(List<RuleProblem> problems) {
    String detail =
        problems.stream().map(problem -> problem.detail() + ".").collect(Collectors.joining(" "));
    Problem told = Problem.unprocessable(detail).with("problems", problems);
    String key = problems.getFirst().key();
    return key.isEmpty() ? told : told.with("key", key);
  }

  /** A rule that is off harms nobody; it is told when it is switched on. */
  private List<RuleProblem> refusals(RuleSpec spec, RuleId id, Predicate<RuleSpec> sees) {
    if (!spec.enabled()) {
      return List.of();
    }
    Rule rule = new Rule(id, 1, Instant.EPOCH, Instant.EPOCH, spec);
    List<Rule> all = rules.all();
    List<Rule> visible = visible(all, sees);
    List<RuleProblem> told =
        RuleConflicts.refusals(rule, visible).stream()
            .map(refusal -> RuleProblem.at(refusal.key(), refusal.sentence()))
            .toList();
    if (!told.isEmpty()
        || visible.size() == all.size()
        || RuleConflicts.refusals(rule, all).isEmpty()) {
      return told;
    }
    return List.of(
        RuleProblem.at(
            "targets",
            "with a rule that you may not see it would make a new name each time; ask an admin"
                + " without limits"));
  }

  private static List<Rule> visible(List<Rule> all, Predicate<RuleSpec> sees) {
    return all.stream().filter(rule -> sees.test(rule.spec())).toList();
  }

  private List<RuleProblem> problemsOf(RuleSpec spec) {
    List<RuleProblem> problems = new ArrayList<>();
    checkSchedule(spec, problems);
    requireKnown(spec.source().registry(), "source.registry", problems);
    for (int i = 0; i < spec.targets().size(); i++) {
      RuleTarget target = spec.targets().get(i);
      String key = "targets[" + i + "]";
      requireKnown(target.registry(), key + ".registry", problems);
      if (isStandIn(target.registry())) {
        continue;
      }
      if (isSource(target, spec.source().registry())) {
        problems.add(
            RuleProblem.at(
                key,
                "it is the source itself (%s); give it another registry, repository or tag"
                    .formatted(target.registry())));
      }
      int first = spec.targets().indexOf(target);
      if (first < i) {
        problems.add(
            RuleProblem.at(key, "it says the same as targets[%d]; leave one out".formatted(first)));
      }
    }
    return problems;
  }

  private static void checkSchedule(RuleSpec spec, List<RuleProblem> problems) {
    if (spec.schedule() == null) {
      return;
    }
    try {
      Cron.parse(spec.schedule().cron());
    } catch (IllegalArgumentException wrong) {
      problems.add(RuleProblem.at("schedule", String.valueOf(wrong.getMessage())));
    }
  }

  private void requireKnown(Registry registry, String key, List<RuleProblem> problems) {
    if (!isStandIn(registry)) {
      registries.findUnknown(registry).ifPresent(why -> problems.add(RuleProblem.at(key, why)));
    }
  }

  private static boolean isStandIn(Registry registry) {
    return registry.name().equals(RuleReader.STAND_IN);
  }

  /** The same registry, and templates that make the same names of every image. */
  private static boolean isSource(RuleTarget target, Registry source) {
    RuleTarget same = RuleTarget.of(source);
    String repository = target.repository().toString();
    boolean samePath =
        target.repository().equals(same.repository()) && target.flatten().equals(same.flatten());
    return target.registry().equals(source)
        && target.tag().equals(same.tag())
        && (samePath || repository.equals("{namespace}/{name}"));
  }
}
