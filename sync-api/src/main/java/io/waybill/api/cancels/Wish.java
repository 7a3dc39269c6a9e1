package io.waybill.api.cancels;

import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wish about one task.
 *
 * @param taskId the task
 * @param plannedAt where its record is
 * @param status where it stood
 * @param askedAt when the wish was said
 * @param askedBy who said it
 * @param cancel what it belongs to, where it is not one of its own
 */
record Wish(
    TaskId taskId,
    Instant plannedAt,
    TaskStatus status,
    Instant askedAt,
    @Nullable String askedBy,
    @Nullable CancelId cancel) {

  CancelRequested message() {
    return new CancelRequested(taskId, askedBy, askedAt);
  }
}
