package io.waybill.gateway.spool;

import java.time.Instant;
import java.util.List;

/**
 * What one delivery has for Kafka.
 *
 * @param webhook the webhook that it came to
 * @param acceptedAt when the gateway had it, to the millisecond
 * @param messages what goes to Kafka, in this order
 */
public record SpoolEntry(String webhook, Instant acceptedAt, List<Outgoing> messages) {
  /** Keeps a copy, and the time as it is stored. */
  public SpoolEntry {
    acceptedAt = Instant.ofEpochMilli(acceptedAt.toEpochMilli());
    messages = List.copyOf(messages);
  }
}
