package io.waybill.api.cancels;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The identity of a cancel.
 *
 * @param value a UUID: random, or computed of what the request is known by
 */
public record CancelId(@JsonValue UUID value) {
  /** The id of this value. */
  @JsonCreator
  public CancelId {}

  /** A new one. */
  public static CancelId random() {
    return new CancelId(UUID.randomUUID());
  }

  /** The same for the same wish under the same key. */
  public static CancelId of(String key, String wish) {
    return new CancelId(
        UUID.nameUUIDFromBytes(("cancel\n" + key + "\n" + wish).getBytes(StandardCharsets.UTF_8)));
  }

  /** Reads the id's text. */
  public static CancelId parse(String text) {
    return new CancelId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
