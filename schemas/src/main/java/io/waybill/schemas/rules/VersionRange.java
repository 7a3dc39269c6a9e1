package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;

/**
 * A range of versions over tags, written {@code semver:RANGE} with npm's ranges: {@code >=1.2 <2},
 * {@code ^1.4}, {@code ~1.2.3}, {@code 1.x}, {@code 1.2 - 1.9}, several with {@code ||}. A tag that
 * is not a version is in no range.
 *
 * <p>A pre-release ({@code 1.3.0-rc.1}, but {@code 1.3.0-alpine} just as well) is in the range only
 * where the range names a pre-release of the same three numbers, as with npm: who asks for 1.2 and
 * higher does not ask for release candidates.
 */
public final class VersionRange implements NamePattern {
  static final String PREFIX = "semver:";
  private static final int MAX_LENGTH = 256;

  private final String text;
  private final List<List<VersionBound>> alternatives;

  private VersionRange(String text, List<List<VersionBound>> alternatives) {
    this.text = text;
    this.alternatives = alternatives;
  }

  /** Whether a text is meant as a range of versions. */
  static boolean isWritten(String text) {
    return text.startsWith(PREFIX);
  }

  /** Reads {@code semver:RANGE}; the message of the exception says what is wrong with it. */
  public static VersionRange parse(String text) {
    String range = isWritten(text) ? text.substring(PREFIX.length()) : "";
    if (range.isBlank()) {
      throw invalid(text, "a range is missing, as in semver:>=1.2 <2");
    }
    if (text.length() > MAX_LENGTH) {
      throw invalid(text, "it must have at most " + MAX_LENGTH + " characters");
    }
    try {
      return new VersionRange(text, new VersionRangeParser(range).alternatives());
    } catch (IllegalArgumentException wrong) {
      throw invalid(text, String.valueOf(wrong.getMessage()));
    }
  }

  @Override
  public boolean matches(CharSequence name) {
    Optional<Version> version = Version.parse(name);
    if (version.isEmpty()) {
      return false;
    }
    for (List<VersionBound> bounds : alternatives) {
      if (isWithin(version.get(), bounds)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWithin(Version version, List<VersionBound> bounds) {
    boolean named = !version.isPreRelease();
    for (VersionBound bound : bounds) {
      if (!bound.admits(version)) {
        return false;
      }
      named |= bound.version().isPreRelease() && bound.version().hasNumbersOf(version);
    }
    return named;
  }

  @Override
  public List<NameOutline> outlines() {
    return List.of(NameOutline.ANY);
  }

  private static IllegalArgumentException invalid(String pattern, String why) {
    return new IllegalArgumentException("the pattern \"" + pattern + "\" is not valid: " + why);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VersionRange range && text.equals(range.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
