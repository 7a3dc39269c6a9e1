package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * A pattern over names, of repositories or of tags: a {@link Glob} ({@code prod/**}), a {@link
 * Regex} ({@code /v[0-9]+/}), or over tags a {@link VersionRange} ({@code semver:>=1.2 <2}).
 * Patterns are equal where their texts are.
 */
public sealed interface NamePattern permits Glob, Regex, VersionRange {
  /** Reads a pattern; the message of the exception says what is wrong with it. */
  @JsonCreator
  static NamePattern parse(String pattern) {
    if (Regex.isWritten(pattern)) {
      return Regex.parse(pattern);
    }
    return VersionRange.isWritten(pattern) ? VersionRange.parse(pattern) : Glob.parse(pattern);
  }

  /** Whether the whole name is what the pattern describes. */
  boolean matches(CharSequence name);

  /**
   * What the names look like that it describes: each fits at least one of these. That a name fits
   * is not enough, but where the outline is exact.
   */
  List<NameOutline> outlines();

  /** As a person wrote it. */
  @JsonValue
  @Override
  String toString();
}
