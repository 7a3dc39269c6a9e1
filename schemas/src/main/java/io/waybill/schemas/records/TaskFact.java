package io.waybill.schemas.records;

import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;

/**
 * Something that became true about a task. Facts about one task are in one partition, in order;
 * each may be delivered more than once.
 */
public sealed interface TaskFact
    permits TaskPlanned, AttemptStarted, CopyAnnounced, AttemptFaltered, AttemptEnded, TaskDone {
  /** The task. */
  TaskId taskId();

  /** When it became true, by the clock of who says so. */
  Instant at();
}
