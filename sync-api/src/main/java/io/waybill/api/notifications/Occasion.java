package io.waybill.api.notifications;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.api.records.TaskRecord;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskStatus;
import java.util.EnumSet;
import java.util.Set;

/** What a subscriber can want to hear of. */
public enum Occasion {
  /** The target is another image than before. */
  @JsonProperty("arrived")
  ARRIVED,
  /** The target is what the source is; it may have been that already. */
  @JsonProperty("succeeded")
  SUCCEEDED,
  /** The task failed for good. */
  @JsonProperty("failed")
  FAILED,
  /** Somebody cancelled the task. */
  @JsonProperty("cancelled")
  CANCELLED;

  /** What there is to tell of a task; nothing while it is not over. */
  static Set<Occasion> of(TaskRecord record) {
    return switch (record.status()) {
      case HELD, QUEUED, RUNNING, WAITING -> Set.of();
      case FAILED -> Set.of(FAILED);
      case CANCELLED -> Set.of(CANCELLED);
      case SUCCEEDED -> hasArrived(record) ? EnumSet.of(SUCCEEDED, ARRIVED) : Set.of(SUCCEEDED);
    };
  }

  /**
   * Whether the task has changed the target. A try that finds the image there after another try of
   * the same task may have found that one's work, whose worker could not say so any more: then it
   * is told, for to hear it once too often is better than never.
   */
  static boolean hasArrived(TaskRecord record) {
    if (record.status() != TaskStatus.SUCCEEDED) {
      return false;
    }
    if (record.outcome() == AttemptOutcome.ALREADY_PRESENT) {
      return record.attemptCount() > 1;
    }
    return record.outcome() == AttemptOutcome.COPIED
        && (record.digestBefore() == null || !record.digestBefore().equals(record.digestAfter()));
  }
}
