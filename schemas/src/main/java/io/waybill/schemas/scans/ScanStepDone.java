package io.waybill.schemas.scans;

import io.waybill.schemas.failures.Failure;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step is over. Its tasks and the steps that follow from it were on Kafka before.
 *
 * @param scanId the scan
 * @param stepId the step
 * @param kind what it did
 * @param worker which worker
 * @param added the steps that follow from it
 * @param counts what it saw
 * @param findings single images worth telling of: those that could not be compared, and in a dry
 *     run all that differ
 * @param failure why the step itself could not be done, where it could not
 * @param at when
 */
public record ScanStepDone(
    ScanId scanId,
    StepId stepId,
    ScanStepKind kind,
    String worker,
    List<Added> added,
    ScanCounts counts,
    List<ScanFinding> findings,
    @Nullable Failure failure,
    Instant at)
    implements ScanFact {

  /** Keeps copies of the lists. */
  public ScanStepDone {
    added = List.copyOf(added);
    findings = List.copyOf(findings);
  }

  /**
   * A step that follows.
   *
   * @param id which
   * @param kind what it does
   */
  public record Added(StepId id, ScanStepKind kind) {}
}
