package io.waybill.schemas.records;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * The identity of one try.
 *
 * @param value a random UUID, made by the worker when it starts the try
 */
public record AttemptId(@JsonValue UUID value) {
  /** The id of this value. */
  @JsonCreator
  public AttemptId {}

  /** A new one. */
  public static AttemptId random() {
    return new AttemptId(UUID.randomUUID());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
