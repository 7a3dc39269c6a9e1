package io.waybill.registry.copy;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import org.jspecify.annotations.Nullable;

/** A copy that did not end well: why, and what was done until then. */
public final class CopyFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final transient CopyReport partialReport;

  /** Carries the failure and what was done before it. */
  public CopyFailure(Failure failure, CopyReport partialReport, @Nullable Throwable cause) {
    super(failure.code() + ": " + failure.reason(), cause);
    this.failure = failure;
    this.partialReport = partialReport;
  }

  /** Why. */
  public Failure failure() {
    return failure;
  }

  /** The failure's code. */
  public FailureCode code() {
    return failure.code();
  }

  /** What was done until then; its outcome is {@link CopyOutcome#INCOMPLETE}. */
  public CopyReport partialReport() {
    return partialReport;
  }
}
