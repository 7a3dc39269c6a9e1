package io.waybill.registry.batch;

import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.records.Transfer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Adds up what copies report. Safe for many threads. */
final class BatchTally {
  private final long began = System.nanoTime();
  private final Map<CopyOutcome, Integer> outcomes = new EnumMap<>(CopyOutcome.class);
  private Transfer transfer = Transfer.NONE;
  private Optional<Failure> listingFailure = Optional.empty();
  private int skipped;

  /** A copy ended, well or not. */
  synchronized void add(CopyReport report) {
    outcomes.merge(report.outcome(), 1, Integer::sum);
    transfer = transfer.plus(report.transfer());
  }

  /** A copy was not tried. */
  synchronized void skip() {
    skipped++;
  }

  /** Not all images could be found. */
  synchronized void listingFailed(Failure failure) {
    listingFailure = Optional.of(failure);
  }

  synchronized BatchReport report() {
    return new BatchReport(
        count(CopyOutcome.COPIED),
        count(CopyOutcome.ALREADY_PRESENT),
        count(CopyOutcome.DECLINED),
        count(CopyOutcome.INCOMPLETE),
        skipped,
        transfer,
        Duration.ofNanos(System.nanoTime() - began),
        listingFailure);
  }

  private int count(CopyOutcome outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }
}
