package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * The identity of a rule; it stays when the rule is renamed.
 *
 * @param value a UUID
 */
public record RuleId(@JsonValue UUID value) {
  /** The id of this value. */
  @JsonCreator
  public RuleId {}

  /** Reads the id's text. */
  public static RuleId parse(String text) {
    return new RuleId(UUID.fromString(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
