package io.waybill.schemas.units;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * So many bytes in a second, written as a {@link ByteSize} and {@code /s}: {@code 200MiB/s}, {@code
 * 500kB/s}. There is no rate for "unlimited": whoever has no limit has no rate.
 *
 * @param bytesPerSecond the number, at least 1
 */
public record ByteRate(long bytesPerSecond) {
  private static final String PER_SECOND = "/s";

  /** Refuses what nothing would ever come through. */
  public ByteRate {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "a rate has to be at least 1B/s; without a limit it is left out");
    }
  }

  /** Reads a size and {@code /s}. */
  @JsonCreator
  public static ByteRate parse(String text) {
    String stripped = text.strip();
    if (!stripped.endsWith(PER_SECOND)) {
      throw notARate(text, null);
    }
    ByteSize size;
    try {
      size = ByteSize.parse(stripped.substring(0, stripped.length() - PER_SECOND.length()));
    } catch (IllegalArgumentException malformed) {
      throw notARate(text, malformed);
    }
    return new ByteRate(size.bytes());
  }

  private static IllegalArgumentException notARate(String text, @Nullable Throwable cause) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is not a rate: expected a whole number and B/s, KiB/s, MiB/s or GiB/s"
            + " (200MiB/s; bytes, not bits)",
        cause);
  }

  /** For people: one digit after the point, in the unit that fits ({@code 3.4 MiB/s}). */
  public String forPeople() {
    return new ByteSize(bytesPerSecond).forPeople() + PER_SECOND;
  }

  /** The text that {@link #parse} reads, in the largest binary unit that leaves no rest. */
  @JsonValue
  @Override
  public String toString() {
    return new ByteSize(bytesPerSecond) + PER_SECOND;
  }
}
