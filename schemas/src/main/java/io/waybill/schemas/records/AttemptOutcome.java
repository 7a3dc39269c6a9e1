package io.waybill.schemas.records;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a try ended. */
public enum AttemptOutcome {
  /** Something was copied, and the target is what the source is. */
  @JsonProperty("copied")
  COPIED,
  /** The target was what the source is before the try began. */
  @JsonProperty("already-present")
  ALREADY_PRESENT,
  /** The source is of a kind that the rule does not take; nothing was moved. */
  @JsonProperty("passed-over")
  PASSED_OVER,
  /** The source is gone, and the target was taken away. */
  @JsonProperty("deleted")
  DELETED,
  /** The source is gone, and the target was gone before the try began. */
  @JsonProperty("already-gone")
  ALREADY_GONE,
  /** It will take long: the task was handed to the bulk lane with nothing moved. */
  @JsonProperty("handed-over")
  HANDED_OVER,
  /** It failed for now; the task is queued again at {@code retryAt}. */
  @JsonProperty("retry-at")
  RETRY_AT,
  /** It failed for good. */
  @JsonProperty("failed")
  FAILED,
  /** Somebody cancelled the task. */
  @JsonProperty("cancelled")
  CANCELLED,
  /**
   * The worker stopped, lost its claim or vanished, and the task was given to another. Said by the
   * worker where it still can, else by the recorder.
   */
  @JsonProperty("lost")
  LOST
}
