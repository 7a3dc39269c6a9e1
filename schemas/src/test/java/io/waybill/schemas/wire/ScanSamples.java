package io.waybill.schemas.wire;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanRule;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.scans.ScanStepHeld;
import io.waybill.schemas.scans.ScanStepKind;
import io.waybill.schemas.scans.ScanStepPostponed;
import io.waybill.schemas.scans.StepId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import java.util.List;

/** Fixed values of the messages about scans. */
final class ScanSamples {
  private static final ScanId SCAN = ScanId.parse("0199aa3e-7f10-7b6c-8d2e-5f4a3b2c1d0e");
  private static final Instant ASKED = Instant.parse("2026-11-22T03:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-22T03:00:01.5Z");
  private static final Repository APP = Repository.parse("shanghai/prod/app");
  private static final Digest DIGEST =
      Digest.parse("sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae");

  private ScanSamples() {}

  static ScanStep minimalStep(RuleSpec spec) {
    return ScanStep.first(
        new ScanRequest(
            SCAN, new ScanRule(null, null, spec), Trigger.MANUAL, true, ScanScope.ALL, ASKED, null),
        ASKED);
  }

  static ScanStep fullStep(Rule rule) {
    ScanRequest scan =
        new ScanRequest(
            SCAN,
            new ScanRule(rule.id(), rule.name(), rule.spec()),
            Trigger.SCHEDULE,
            false,
            new ScanScope(List.of(NamePattern.parse("prod/*")), List.of(NamePattern.parse("v1.*"))),
            ASKED,
            "alice");
    return new ScanStep(
        scan,
        StepId.of(SCAN, ScanStepKind.COMPARE, List.of("prod/app", "v1.2.3")),
        ScanStepKind.COMPARE,
        APP,
        "/v2/prod/app/tags/list?n=1000&last=v1.2.2",
        7,
        List.of(Tag.of("v1.2.3")),
        2,
        LATER);
  }

  static ScanStepDone minimalDone() {
    return new ScanStepDone(
        SCAN,
        new StepId("1f"),
        ScanStepKind.TAGS,
        "worker-eu-1",
        List.of(),
        ScanCounts.NONE,
        List.of(),
        null,
        LATER);
  }

  static ScanStepDone fullDone(Failure failure) {
    Reference source = Reference.parse("shanghai/prod/app:v1");
    Reference target = Reference.parse("frankfurt/prod/app:v1");
    return new ScanStepDone(
        SCAN,
        new StepId("1f"),
        ScanStepKind.COMPARE,
        "worker-eu-1",
        List.of(new ScanStepDone.Added(new StepId("20"), ScanStepKind.TAGS)),
        new ScanCounts(1, 12, 10, 3, 2, 1, 4, 3, 5, 20_000_000_000L, 6),
        List.of(
            new ScanFinding(
                ScanFinding.Verdict.OVERWRITE, source, target, DIGEST, DIGEST, 42L, null),
            ScanFinding.failed(source, null, failure)),
        failure,
        LATER);
  }

  static ScanStepPostponed postponed(ScanStep step, Failure failure) {
    return new ScanStepPostponed(step, "worker-eu-1", failure, LATER.plusSeconds(30), LATER);
  }

  /** A step of a part of a migration. */
  static ScanStep migrationStep(RuleSpec spec) {
    ScanRequest scan =
        new ScanRequest(
            SCAN,
            new ScanRule(null, null, spec),
            Trigger.MANUAL,
            false,
            ScanScope.ALL,
            ASKED,
            "alice",
            MigrationId.parse("0199aa3e-7f10-7b6c-8d2e-5f4a3b2c1d0f"));
    return ScanStep.compare(scan, APP, List.of(Tag.of("v1"), Tag.of("v2")), ASKED);
  }

  static ScanStepHeld held(ScanStep step) {
    return new ScanStepHeld(step, "worker-eu-1", LATER);
  }
}
