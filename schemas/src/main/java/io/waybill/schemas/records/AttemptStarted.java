package io.waybill.schemas.records;

import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker began to work on a task.
 *
 * @param task all of it, so that history is whole even where the planner's fact comes later
 * @param attemptId the try
 * @param worker which worker
 * @param traceId the trace (W3C, 32 hexadecimal digits) it belongs to, where there is one
 * @param at when
 * @param delivery how often the queue had given the task to a worker, this time included; null for
 *     the first time, and where that is not known
 */
public record AttemptStarted(
    SyncTask task,
    AttemptId attemptId,
    String worker,
    @Nullable String traceId,
    Instant at,
    @Nullable Integer delivery)
    implements TaskFact {
  /** Leaves out what says nothing. */
  public AttemptStarted {
    delivery = delivery == null || delivery <= 1 ? null : delivery;
  }

  /** A worker was given the task for the first time. */
  public AttemptStarted(
      SyncTask task, AttemptId attemptId, String worker, @Nullable String traceId, Instant at) {
    this(task, attemptId, worker, traceId, at, null);
  }

  /** Whether another worker was given the task before, and did not come to an end with it. */
  public boolean followsAnother() {
    return delivery != null;
  }

  @Override
  public TaskId taskId() {
    return task.id();
  }
}
