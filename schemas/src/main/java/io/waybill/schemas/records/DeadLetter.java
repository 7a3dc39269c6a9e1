package io.waybill.schemas.records;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/**
 * Something that could not be understood, kept whole so that it can be read and replayed.
 *
 * @param id its identity
 * @param origin where it stood: {@code /webhooks/NAME} or {@code topic/partition/offset}
 * @param reason one sentence: what is wrong with it
 * @param headers the headers that came with it, without secrets
 * @param body the original bytes, in base64
 * @param at when it was set aside
 */
public record DeadLetter(
    UUID id, String origin, String reason, Map<String, String> headers, String body, Instant at) {

  /** A dead letter of these bytes, with an identity of its own. */
  public static DeadLetter of(
      String origin, String reason, Map<String, String> headers, byte[] bytes, Instant at) {
    return new DeadLetter(
        UUID.randomUUID(),
        origin,
        reason,
        Map.copyOf(headers),
        Base64.getEncoder().encodeToString(bytes),
        at);
  }

  /** The original bytes. */
  public byte[] bytes() {
    return Base64.getDecoder().decode(body);
  }
}
