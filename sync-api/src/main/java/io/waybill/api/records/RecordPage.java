package io.waybill.api.records;

import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Some records, newest first.
 *
 * @param items the records, without their tries; they may be fewer than were asked for, even none,
 *     where a search has further to go
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
   * @param plannedAt of the last record of the page before, or how far back it was searched
   * @param taskId of that record, or the smallest that there can be
   */
  public record Position(Instant plannedAt, TaskId taskId) {
    private static final TaskId SMALLEST = new TaskId(new UUID(0, 0));

    /** Behind this record. */
    static Position of(TaskRecord record) {
      return new Position(record.plannedAt(), record.taskId());
    }

    /** Behind all that were planned at this time or later. */
    static Position before(Instant moment) {
      return new Position(moment, SMALLEST);
    }
  }
}
