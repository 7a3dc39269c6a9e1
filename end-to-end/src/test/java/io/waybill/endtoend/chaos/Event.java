package io.waybill.endtoend.chaos;

import io.waybill.endtoend.chaos.ChaosPlan.Delivery;
import java.time.Instant;

/**
 * A push that has happened, and what is told of it.
 *
 * @param id the sender's
 * @param repository in full
 * @param tag which
 * @param digest what the tag shows since
 * @param delivery how it is told
 * @param spooled over which webhook
 */
record Event(
    String id, String repository, String tag, String digest, Delivery delivery, boolean spooled) {

  /** Whether the gateway is ever told. */
  boolean isTold() {
    return delivery != Delivery.LOST;
  }

  /** The tag in full, without the registry. */
  String name() {
    return repository + ":" + tag;
  }

  /** What docker distribution would post. */
  String notification() {
    return """
    { "events": [ {
        "id": "%s", "timestamp": "%s", "action": "push",
        "target": { "mediaType": "application/vnd.oci.image.index.v1+json", "digest": "%s",
                    "repository": "%s", "tag": "%s" },
        "request": { "id": "r", "addr": "127.0.0.1:1", "host": "example.com", "method": "PUT",
                     "useragent": "test" },
        "actor": {}, "source": { "addr": "test:5000", "instanceID": "i" } } ] }
    """
        .formatted(id, Instant.now(), digest, repository, tag);
  }
}
