package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** A pattern over names: of repositories, or of tags. */
public sealed interface NamePattern permits Glob {
  /** Reads a pattern; the message of the exception says what is wrong with it. */
  @JsonCreator
  static NamePattern parse(String pattern) {
    return Glob.parse(pattern);
  }

  /** Whether the whole name is what the pattern describes. */
  boolean matches(CharSequence name);

  /** As a person wrote it. */
  @JsonValue
  @Override
  String toString();
}
