package io.waybill.registry.failures;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads {@code Retry-After}: seconds or a date (RFC 9110, section 10.2.3). */
public final class RetryAfterParser {
  /** Longer than any registry means: beyond it the header is a mistake. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private RetryAfterParser() {}

  /** The time to wait from {@code now}; empty where the header makes no sense. */
  public static Optional<Duration> parse(String value, Instant now) {
    String text = value.strip();
    try {
      Duration wait =
          text.chars().allMatch(Character::isDigit)
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      if (wait.isNegative()) {
        return Optional.of(Duration.ZERO);
      }
      return Optional.of(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    } catch (NumberFormatException | DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
