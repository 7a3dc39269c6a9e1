package io.waybill.schemas.records;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The task is over.
 *
 * @param taskId the task
 * @param status succeeded, failed or cancelled
 * @param digest what the target is now, where the task succeeded
 * @param failure why it failed, where it did
 * @param at when
 */
public record TaskDone(
    TaskId taskId,
    TaskStatus status,
    @Nullable Digest digest,
    @Nullable Failure failure,
    Instant at)
    implements TaskFact {
  /** Refuses a status that is not the last one. */
  public TaskDone {
    if (!status.isFinal()) {
      throw new IllegalArgumentException("a task is not done while it is " + status);
    }
  }

  /** The end of a task that somebody did not want to be done. */
  public static TaskDone of(CancelRequested wish, Instant at) {
    return new TaskDone(
        wish.taskId(),
        TaskStatus.CANCELLED,
        null,
        Failure.of(
            FailureCode.CANCELLED,
            (wish.requestedBy() == null ? "Somebody" : wish.requestedBy())
                + " cancelled the task at "
                + wish.at()
                + "."),
        at);
  }
}
