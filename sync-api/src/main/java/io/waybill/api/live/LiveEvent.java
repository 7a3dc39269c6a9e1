package io.waybill.api.live;

import io.waybill.api.records.TaskRecord;
import io.waybill.schemas.records.TaskProgress;

/** Something that a listener is told. */
public sealed interface LiveEvent {
  /**
   * A record has changed.
   *
   * @param record as it is now, without its attempts
   * @param position whoever has heard this needs nothing before it
   */
  record Changed(TaskRecord record, String position) implements LiveEvent {}

  /**
   * An attempt has come further.
   *
   * @param record of the task, as it was told last
   * @param progress how far
   */
  record Moved(TaskRecord record, TaskProgress progress) implements LiveEvent {}
}
