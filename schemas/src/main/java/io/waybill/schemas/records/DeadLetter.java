package io.waybill.schemas.records;

import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

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
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]*+={0,2}");

  /** Sorts the headers, so that a letter is written the same way each time; checks the body. */
  public DeadLetter {
    headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    if (!BASE64.matcher(body).matches()) {
      throw new IllegalArgumentException("the body of a dead letter is written in base64");
    }
  }

  /** A dead letter of these bytes, with an identity of its own. */
  public static DeadLetter of(
      String origin, String reason, Map<String, String> headers, byte[] bytes, Instant at) {
    return new DeadLetter(
        UUID.randomUUID(), origin, reason, headers, Base64.getEncoder().encodeToString(bytes), at);
  }

  /** The original bytes. */
  public byte[] bytes() {
    return Base64.getDecoder().decode(body);
  }
}
