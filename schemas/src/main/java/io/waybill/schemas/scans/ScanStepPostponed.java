package io.waybill.schemas.scans;

import io.waybill.schemas.failures.Failure;
import java.time.Instant;

/**
 * A step failed for now; it is put on the queue again when its time has come.
 *
 * @param step all of it
 * @param worker which worker
 * @param failure why it failed
 * @param retryAt when it is worth another try
 * @param at when it failed
 */
public record ScanStepPostponed(
    ScanStep step, String worker, Failure failure, Instant retryAt, Instant at)
    implements ScanFact {
  @Override
  public ScanId scanId() {
    return step.scan().id();
  }

  @Override
  public StepId stepId() {
    return step.id();
  }
}
