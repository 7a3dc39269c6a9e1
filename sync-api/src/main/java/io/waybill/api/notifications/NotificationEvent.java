package io.waybill.api.notifications;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.schemas.wire.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent 1.0 in the JSON format.
 *
 * @param specversion the version of CloudEvents
 * @param id which event; two with the same id are one
 * @param source who says so
 * @param type what kind of event
 * @param subject the target's reference, where there is one
 * @param time when it happened
 * @param datacontenttype what data is
 * @param data what happened
 */
record NotificationEvent<T>(
    String specversion,
    String id,
    String source,
    String type,
    @Nullable String subject,
    Instant time,
    String datacontenttype,
    T data) {
  /** The type of what is told of a task. */
  static final String TASK_DONE = "io.waybill.notification.task-done.v1";

  /** The type of what is sent to try a receiver out. */
  static final String TEST = "io.waybill.notification.test.v1";

  static <T> NotificationEvent<T> of(
      String id, String type, @Nullable String subject, Instant time, T data) {
    return new NotificationEvent<>(
        "1.0", id, "/api", type, subject, time, "application/json", data);
  }

  /** The text that is sent. */
  String json() {
    try {
      return Json.lenient().writeValueAsString(this);
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("A notification cannot be written as JSON", defect);
    }
  }

  /** What was told of a task, out of the text that was sent. */
  static TaskNotice readTask(String json) {
    try {
      return Json.lenient()
          .treeToValue(Json.lenient().readTree(json).path("data"), TaskNotice.class);
    } catch (JsonProcessingException newer) {
      throw new IllegalStateException("This version cannot read the notification", newer);
    }
  }
}
