package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.rules.RuleStore;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleFit;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the rules that a caller sees are to an image, as the API shows it: those that take it and
 * those that came near.
 *
 * @param source the image
 * @param rules the nearest first; at most {@link #MOST}
 * @param taken how many of them take it
 * @param others how many are about its registry and name other repositories
 */
record RuleFits(Reference source, List<Fit> rules, int taken, int others) {
  private static final int MOST = 100;

  /**
   * One rule.
   *
   * @param ruleId which
   * @param ruleName how it is called
   * @param fit whether it takes the image, and if not, what is in the way
   * @param why the same as a clause, for a person
   * @param targets where it copies it to; none, unless it takes it
   */
  record Fit(
      RuleId ruleId, String ruleName, RuleFit.Kind fit, String why, List<Reference> targets) {
    private static Fit of(Rule rule, RuleFit fit) {
      return new Fit(rule.id(), rule.name(), fit.kind(), fit.why(), fit.targets());
    }
  }

  static RuleFits of(Reference source, RuleStore rules, Caller caller) {
    List<Fit> near = new ArrayList<>();
    int taken = 0;
    int others = 0;
    for (Rule rule : rules.list(spec -> isOf(spec, source) && caller.scope().sees(spec))) {
      RuleFit fit = RuleFit.of(rule.spec(), source);
      taken += fit.kind() == RuleFit.Kind.TAKES ? 1 : 0;
      if (fit.kind().isNear()) {
        near.add(Fit.of(rule, fit));
      } else {
        others++;
      }
    }
    near.sort(Comparator.comparing(Fit::fit).thenComparing(Fit::ruleName));
    return new RuleFits(source, near.stream().limit(MOST).toList(), taken, others);
  }

  private static boolean isOf(RuleSpec spec, Reference source) {
    return spec.source().registry().equals(source.repository().registry());
  }

  /** Refuses what no rule takes, and tells of each rule that came near why it does not. */
  void requireTaken() {
    if (taken > 0) {
      return;
    }
    String registry = source.repository().registry().name();
    String why =
        !rules.isEmpty()
            ? "What is in the way, each rule that came near says (rules)"
            : others == 0
                ? "No rule is about images of " + registry
                : "The rules about images of %s (%d) name other repositories than %s"
                    .formatted(registry, others, source.repository().path());
    throw new ProblemException(
        Problem.of(
                409,
                "no-rule-takes-it",
                "No rule takes the image",
                "No rule takes %s, so there is nothing to do. %s. Change a rule, name one (rule), or say where to (target)."
                    .formatted(source.text(), why))
            .with("rules", rules));
  }
}
