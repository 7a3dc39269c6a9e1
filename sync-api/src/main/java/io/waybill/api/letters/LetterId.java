package io.waybill.api.letters;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * The identity of a dead letter.
 *
 * @param value made by who set it aside; the same for the same thing set aside twice
 */
public record LetterId(@JsonValue UUID value) {
  /** The id of this value. */
  @JsonCreator
  public LetterId {}

  /** Reads the id's text. */
  public static LetterId parse(String text) {
    return new LetterId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
