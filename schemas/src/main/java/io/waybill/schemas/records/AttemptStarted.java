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
 */
public record AttemptStarted(
    SyncTask task, AttemptId attemptId, String worker, @Nullable String traceId, Instant at)
    implements TaskFact {
  @Override
  public TaskId taskId() {
    return task.id();
  }
}
