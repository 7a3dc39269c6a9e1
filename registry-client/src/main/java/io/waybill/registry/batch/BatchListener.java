package io.waybill.registry.batch;

import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Reference;

/**
 * Told what a batch does while it does it, by several threads at once. A copy is one image to one
 * target; each that was found ends with one of {@code onCopied}, {@code onFailed} and {@code
 * onSkipped}, unless the batch is stopped.
 */
public interface BatchListener {
  /** A listener that does not care. */
  BatchListener NONE = new BatchListener() {};

  /** More copies are to be made than were known so far. */
  default void onFound(BatchImage image) {}

  /** All copies are known now. */
  default void onAllFound() {}

  /** A copy begins; the answer is told of its blobs. */
  default CopyListener onStarted(Reference source, Reference target) {
    return CopyListener.NONE;
  }

  /** A copy came to its end; what it found and did is in the report. */
  default void onCopied(Reference source, Reference target, CopyReport report) {}

  /** A copy failed; the report says how far it came. */
  default void onFailed(Reference source, Reference target, Failure failure, CopyReport report) {}

  /** A copy was not tried, for those before it have failed in a way that it would fail, too. */
  default void onSkipped(Reference source, Reference target, Failure failure) {}
}
