package io.waybill.gateway.senders;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.events.EventId;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent 1.0 over HTTP, in binary mode (attributes in {@code ce-} headers, the body is the
 * data) or structured mode (one JSON document). Nothing is checked until {@link #findProblem}.
 *
 * @param specVersion the version of CloudEvents
 * @param id the event's id, unique together with the source
 * @param source who made it
 * @param type what it is
 * @param time when, in RFC 3339
 * @param data what it says; missing where the document has none
 */
record CloudEvent(
    @Nullable String specVersion,
    @Nullable String id,
    @Nullable String source,
    @Nullable String type,
    @Nullable String time,
    JsonNode data) {

  /** Takes the attributes from where the {@code ce-type} is. */
  static CloudEvent of(Delivery delivery, JsonNode root) {
    if (delivery.header("ce-type") != null) {
      return new CloudEvent(
          delivery.header("ce-specversion"),
          delivery.header("ce-id"),
          delivery.header("ce-source"),
          delivery.header("ce-type"),
          delivery.header("ce-time"),
          root);
    }
    return new CloudEvent(
        JsonBody.text(root, "specversion"),
        JsonBody.text(root, "id"),
        JsonBody.text(root, "source"),
        JsonBody.text(root, "type"),
        JsonBody.text(root, "time"),
        root.path("data"));
  }

  /** Why it is no CloudEvent that can be read, as a sentence; null where it is one. */
  @Nullable String findProblem() {
    if (specVersion == null || id == null || source == null || type == null) {
      return "The body is no CloudEvent: specversion, id, source and type are required, as fields"
          + " of the document or as ce- headers.";
    }
    if (!specVersion.equals("1.0")) {
      return "The CloudEvent's specversion is " + specVersion + ": only 1.0 is known.";
    }
    return null;
  }

  /** CloudEvents promises that source and id together are unique, not the id alone. */
  String uniqueId() {
    return EventId.hash(String.valueOf(source), String.valueOf(id)).value();
  }
}
