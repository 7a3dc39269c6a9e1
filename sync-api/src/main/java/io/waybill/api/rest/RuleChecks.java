package io.waybill.api.rest;

import io.waybill.api.scans.Cron;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;

/** Refuses rules that are well formed and cannot work here. */
final class RuleChecks {
  private final Registries registries;

  RuleChecks(Registries registries) {
    this.registries = registries;
  }

  void check(RuleSpec spec) {
    checkSchedule(spec);
    registries.require(spec.source().registry(), "source.registry");
    for (int i = 0; i < spec.targets().size(); i++) {
      RuleTarget target = spec.targets().get(i);
      String key = "targets[" + i + "]";
      registries.require(target.registry(), key + ".registry");
      if (target.equals(RuleTarget.of(spec.source().registry()))) {
        throw new ProblemException(
            Problem.unprocessable(
                    "%s: it is the source itself (%s); give it another registry, repository or tag."
                        .formatted(key, target.registry()))
                .with("key", key));
      }
    }
  }

  private static void checkSchedule(RuleSpec spec) {
    if (spec.schedule() == null) {
      return;
    }
    try {
      Cron.parse(spec.schedule().cron());
    } catch (IllegalArgumentException wrong) {
      throw new ProblemException(
          Problem.unprocessable("schedule: " + wrong.getMessage() + ".").with("key", "schedule"));
    }
  }
}
