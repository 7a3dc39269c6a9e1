package io.waybill.schemas.units;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A length of time, written as a whole number and a unit: {@code 500ms}, {@code 90s}, {@code 15m},
 * {@code 2h}, {@code 7d}.
 *
 * @param duration the length, from nothing to 36,500 days (a hundred years)
 */
public record TimeSpan(Duration duration) {
  private static final Pattern GRAMMAR = Pattern.compile("([0-9]{1,13})\\s*(ms|s|m|h|d)");

  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** Refuses negative lengths, and those that no clock will see the end of. */
  public TimeSpan {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a time span cannot be negative: " + duration);
    }
    if (duration.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("a time span cannot be longer than 36500d");
    }
  }

  /** The span of this many seconds. */
  public static TimeSpan ofSeconds(long seconds) {
    return new TimeSpan(Duration.ofSeconds(seconds));
  }

  /** Reads a number and its unit. */
  @JsonCreator
  public static TimeSpan parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is not a time span: expected a whole number and ms, s, m, h or d (90s)");
    }
    long number = Long.parseLong(matcher.group(1));
    return new TimeSpan(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        });
  }

  /** The length in milliseconds. */
  public long toMillis() {
    return duration.toMillis();
  }

  /** The text that {@link #parse} reads, in the largest unit that leaves no rest. */
  @JsonValue
  @Override
  public String toString() {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3_600 == 0) {
      return seconds / 3_600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
