package io.waybill.cli.demo;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.Json;

/**
 * What the demo prints as its last line with {@code -o json}; the names are public API.
 *
 * @param eventId the event that the push made
 * @param taskId the task that the event made
 * @param status how the task ended
 * @param source the pushed image, by its registry's configured name
 * @param target where it went
 * @param digest what both are
 * @param bytes bytes that the target accepted
 * @param durationMs from planned to done, in milliseconds, as the record says
 * @param phases where the time of the attempt went
 * @param verified digests that were pulled back from the target and compared
 */
@JsonPropertyOrder({
  "eventId",
  "taskId",
  "status",
  "source",
  "target",
  "digest",
  "bytes",
  "durationMs",
  "phases",
  "verified"
})
record DemoResult(
    EventId eventId,
    TaskId taskId,
    TaskStatus status,
    Reference source,
    Reference target,
    Digest digest,
    long bytes,
    long durationMs,
    Phases phases,
    boolean verified) {

  String toJson() {
    try {
      return Json.lenient().writeValueAsString(this);
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("A record that cannot be written as JSON", defect);
    }
  }
}
