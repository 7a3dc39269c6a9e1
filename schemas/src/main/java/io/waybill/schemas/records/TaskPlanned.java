package io.waybill.schemas.records;

import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;

/**
 * The task exists and is being put on the queue, for the first time or again.
 *
 * @param task all of it
 * @param at when
 */
public record TaskPlanned(SyncTask task, Instant at) implements TaskFact {
  @Override
  public TaskId taskId() {
    return task.id();
  }
}
