package io.waybill.api.replays;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The identity of a replay.
 *
 * @param value a UUID: random, or computed of what the request is known by
 */
public record ReplayId(@JsonValue UUID value) {
  /** The id of this value. */
  @JsonCreator
  public ReplayId {}

  /** A new one. */
  public static ReplayId random() {
    return new ReplayId(UUID.randomUUID());
  }

  /** The same for the same wish under the same key. */
  public static ReplayId of(String key, String wish) {
    return new ReplayId(
        UUID.nameUUIDFromBytes(("replay\n" + key + "\n" + wish).getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads the id's text. */
  public static ReplayId parse(String text) {
    return new ReplayId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
