package io.waybill.api.records;

import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some records, newest first.
 *
 * @param items the records, without their tries
 * @param next where the following page begins; null after the last one
 */
public record RecordPage(List<TaskRecord> items, @Nullable Position next) {
  /** Keeps a copy of the list. */
  public RecordPage {
    items = List.copyOf(items);
  }

  /**
   * A place in the order of all records, which new records do not shift.
   *
   * @param plannedAt of the last record of the page before
   * @param taskId of that record
   */
  public record Position(Instant plannedAt, TaskId taskId) {}
}
