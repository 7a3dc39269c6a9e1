package io.waybill.schemas.tasks;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.schemas.rules.Priority;
import org.jspecify.annotations.Nullable;

/** Which of a region's two queues a task is in. */
public enum Lane {
  /** What somebody waits for. */
  @JsonProperty("swift")
  SWIFT,
  /**
   * What can wait, and tasks that will take long, so that neither a push nor a small image waits
   * behind them.
   */
  @JsonProperty("bulk")
  BULK;

  /**
   * Where a task begins; the one place that decides it.
   *
   * <p>What somebody did a moment ago (a push, a sync by hand, a replay) goes before what a scan
   * found, of which there may be a hundred thousand. A rule can say that all of its tasks are in a
   * hurry, or none.
   *
   * @param priority the rule's; null is normal
   * @param trigger what made the task
   */
  public static Lane of(@Nullable Priority priority, Trigger trigger) {
    return switch (priority == null ? Priority.NORMAL : priority) {
      case HIGH -> SWIFT;
      case LOW -> BULK;
      case NORMAL ->
          switch (trigger) {
            case EVENT, MANUAL, REPLAY -> SWIFT;
            case SCHEDULE, BACKFILL -> BULK;
          };
    };
  }
}
