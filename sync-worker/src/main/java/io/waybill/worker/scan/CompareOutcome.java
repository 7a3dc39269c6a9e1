package io.waybill.worker.scan;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanFinding.Verdict;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns what was compared into tasks, or in a dry run into what would be: a pure function.
 *
 * <p>All tasks of a scan name it (or the migration that it is a part of) as their event, so that
 * its records are found together; their ids are computed from the scan, the source and the target,
 * so that a step that is done twice makes the same tasks.
 */
record CompareOutcome(ScanStep step, Map<Registry, Region> regions, Instant now) {

  StepResult of(
      Map<Pair, Comparison> compared, ImageMeasure measure, List<ScanFinding> unplannable) {
    boolean dryRun = step.scan().dryRun();
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    List<SyncTask> tasks = new ArrayList<>();
    List<ScanFinding> findings = new ArrayList<>(unplannable);
    long unmeasured = 0;
    for (Map.Entry<Pair, Comparison> entry : compared.entrySet()) {
      Pair pair = entry.getKey();
      Verdict verdict = entry.getValue().verdict(overwrites()).orElse(null);
      if (verdict == null) {
        continue;
      }
      counts.merge(verdict, 1L, Long::sum);
      boolean copies = verdict == Verdict.COPY || verdict == Verdict.OVERWRITE;
      if (copies && !dryRun) {
        tasks.add(task(pair));
      }
      if (dryRun || verdict == Verdict.FAILED) {
        findings.add(finding(pair, entry.getValue(), verdict, measure));
      }
      if (dryRun && copies && !measure.contains(pair)) {
        unmeasured++;
      }
    }
    long unequal = counts.values().stream().mapToLong(Long::longValue).sum();
    ScanCounts seen =
        new ScanCounts(
            0,
            0,
            0,
            compared.size() - unequal,
            counts.getOrDefault(Verdict.COPY, 0L),
            counts.getOrDefault(Verdict.OVERWRITE, 0L),
            counts.getOrDefault(Verdict.REFUSED, 0L),
            tasks.size(),
            counts.getOrDefault(Verdict.FAILED, 0L) + unplannable.size(),
            measure.bytes(),
            unmeasured);
    return new StepResult(List.of(), tasks, seen, findings, setback(compared.values()));
  }

  /** The failure that asks for the longest pause says best when another try is worth it. */
  private static Optional<Failure> setback(Collection<Comparison> compared) {
    return compared.stream()
        .filter(Comparison.Failed.class::isInstance)
        .map(failed -> ((Comparison.Failed) failed).failure())
        .filter(failure -> failure.code().isTransient())
        .max(Comparator.comparingLong(CompareOutcome::pause));
  }

  private boolean overwrites() {
    return step.scan().rule().spec().overwrite() != Overwrite.NEVER;
  }

  private static long pause(Failure failure) {
    Long asked = failure.retryAfterMs();
    return asked == null ? 0 : asked;
  }

  private SyncTask task(Pair pair) {
    ScanRequest scan = step.scan();
    RuleId ruleId = scan.rule().id();
    EventId image = EventId.hash("scan", scan.id().toString(), pair.source().text());
    // Without a rule the scan itself stands in for one: all that a rule says holds.
    Rule rule =
        new Rule(
            ruleId == null ? new RuleId(scan.id().value()) : ruleId,
            1,
            scan.askedAt(),
            scan.askedAt(),
            scan.rule().spec());
    Region region = regions.get(pair.target().repository().registry());
    return new TaskDraft(scan.eventId(), pair.source(), pair.target(), now)
        .rule(rule)
        .id(TaskId.of(image, ruleId, pair.target()))
        .ruleId(ruleId)
        .ruleName(scan.rule().name())
        .trigger(scan.trigger())
        .lane(Lane.of(rule.spec().priority(), scan.trigger()))
        .region(region == null ? Region.DEFAULT : region)
        .build();
  }

  private static ScanFinding finding(
      Pair pair, Comparison comparison, Verdict verdict, ImageMeasure measure) {
    @Nullable Digest source = null;
    @Nullable Digest target = null;
    @Nullable Failure failure = null;
    switch (comparison) {
      case Comparison.Equal equal -> throw new IllegalStateException("Nothing to tell of");
      case Comparison.Absent absent -> source = absent.source().orElse(null);
      case Comparison.Different different -> {
        source = different.source();
        target = different.target();
        failure = verdict == Verdict.REFUSED ? refusal(pair) : null;
      }
      case Comparison.Failed failed -> failure = failed.failure();
    }
    return new ScanFinding(
        verdict,
        pair.source(),
        pair.target(),
        source,
        target,
        measure.find(pair).orElse(null),
        failure);
  }

  private static Failure refusal(Pair pair) {
    return Failure.of(
        FailureCode.IMAGE_EXISTS,
        "%s is something else than %s, and the rule's overwrite is never."
            .formatted(pair.target(), pair.source()));
  }
}
