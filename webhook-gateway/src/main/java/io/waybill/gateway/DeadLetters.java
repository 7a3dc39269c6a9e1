package io.waybill.gateway;

import io.waybill.gateway.senders.Delivery;
import io.waybill.gateway.senders.PlainText;
import io.waybill.schemas.records.DeadLetter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Makes dead letters of bodies that could not be understood. */
final class DeadLetters {
  /**
   * How much of a body is kept. In base64 and with its headers, this is what fits into a record of
   * Kafka's default limit of 1 MiB; a larger letter would be refused for ever, and with it a sender
   * that never gives up.
   */
  static final int MAX_BYTES = 600 << 10;

  /** Headers that are kept. A list of what is harmless: a secret may travel under any name. */
  private static final Set<String> KEPT =
      Set.of(
          "content-type",
          "content-length",
          "content-encoding",
          "user-agent",
          "date",
          TraceParent.HEADER);

  private static final String CLOUD_EVENTS = "ce-";
  private static final int MAX_HEADERS = 40;
  private static final int MAX_HEADER = 500;

  private DeadLetters() {}

  /**
   * The letter for a body.
   *
   * @param reasons a sentence for each thing that was not understood
   */
  static DeadLetter of(Delivery delivery, List<String> reasons, byte[] body) {
    String reason = String.join(" ", reasons);
    byte[] kept = body;
    if (body.length > MAX_BYTES) {
      kept = Arrays.copyOf(body, MAX_BYTES);
      reason += " Only the first " + MAX_BYTES + " of " + body.length + " bytes are kept.";
    }
    return new DeadLetter(
        id(delivery, body),
        delivery.origin(),
        reason,
        harmless(delivery.headers()),
        Base64.getEncoder().encodeToString(kept),
        delivery.receivedAt());
  }

  /** The same for the same bytes, so that a second delivery of a body is the same letter. */
  private static UUID id(Delivery delivery, byte[] body) {
    ByteArrayOutputStream name = new ByteArrayOutputStream(body.length + 100);
    name.writeBytes(delivery.origin().getBytes(StandardCharsets.UTF_8));
    name.write(0);
    name.writeBytes(body);
    return UUID.nameUUIDFromBytes(name.toByteArray());
  }

  private static Map<String, String> harmless(Map<String, String> headers) {
    Map<String, String> kept = new TreeMap<>();
    headers.forEach(
        (name, value) -> {
          boolean harmless = KEPT.contains(name) || name.startsWith(CLOUD_EVENTS);
          if (harmless && kept.size() < MAX_HEADERS) {
            kept.put(name, PlainText.of(value, MAX_HEADER));
          }
        });
    return kept;
  }
}
