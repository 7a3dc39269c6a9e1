package io.waybill.worker.scan;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.tasks.SyncTask;
import java.util.List;
import java.util.Optional;

/**
 * What a step has led to so far.
 *
 * @param next the steps that follow
 * @param tasks to be queued
 * @param counts what was seen
 * @param findings single images worth telling of
 * @param setback why something is left to do, where it is worth another try
 */
record StepResult(
    List<ScanStep> next,
    List<SyncTask> tasks,
    ScanCounts counts,
    List<ScanFinding> findings,
    Optional<Failure> setback) {

  StepResult {
    next = List.copyOf(next);
    tasks = List.copyOf(tasks);
    findings = List.copyOf(findings);
  }

  /** Steps, and nothing else. */
  static StepResult of(List<ScanStep> next, ScanCounts counts) {
    return new StepResult(next, List.of(), counts, List.of(), Optional.empty());
  }

  /** The same with what was seen before. */
  StepResult plus(ScanCounts before) {
    return new StepResult(next, tasks, counts.plus(before), findings, setback);
  }
}
