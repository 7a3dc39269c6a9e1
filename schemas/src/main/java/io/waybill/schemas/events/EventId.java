package io.waybill.schemas.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of an event: the sender's own where it is the same on every delivery, else a hash of
 * what the event says. A second delivery of an event has the same id.
 *
 * @param value 1 to 200 visible ASCII characters
 */
public record EventId(@JsonValue String value) {
  private static final int MAX_LENGTH = 200;

  /** Checks length and characters. */
  @JsonCreator
  public EventId {
    if (value.isEmpty()
        || value.length() > MAX_LENGTH
        || !value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      throw new IllegalArgumentException(
          "an event id has 1 to " + MAX_LENGTH + " visible ASCII characters");
    }
  }

  /** An id made of the parts that say what the event is. */
  public static EventId hash(String... parts) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        sha256.update((byte) (bytes.length >>> 24));
        sha256.update((byte) (bytes.length >>> 16));
        sha256.update((byte) (bytes.length >>> 8));
        sha256.update((byte) bytes.length);
        sha256.update(bytes);
      }
      return new EventId(HexFormat.of().formatHex(sha256.digest(), 0, 16));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java platform has SHA-256", impossible);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
