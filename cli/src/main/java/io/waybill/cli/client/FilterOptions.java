package io.waybill.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.schemas.units.TimeSpan;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tasks of history are meant: the filters of the API. */
final class FilterOptions extends RecordFilterOptions {
  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those planned since then: 24h (ago), or 2026-11-22T03:00:00Z.")
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only those planned before: 1h (ago), or 2026-11-22T03:00:00Z.")
  private @Nullable String until;

  /** Whether nothing is said. */
  boolean isEmpty() {
    return filter(Instant.EPOCH).isEmpty();
  }

  @Override
  ObjectNode filter(Instant now) {
    ObjectNode filter = super.filter(now);
    put(filter, "since", since == null ? null : time("--since", since, now));
    put(filter, "until", until == null ? null : time("--until", until, now));
    return filter;
  }

  /** A time, a day (where it began, in UTC), or how long ago it was. */
  static String time(String option, String text, Instant now) {
    return moment(text)
        .or(() -> day(text))
        .or(() -> ago(text, now))
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "%s must be how long ago it was (90m, 24h, 7d), a time (2026-11-22T03:00:00Z) or a day (2026-11-22, in UTC), not \"%s\"."
                        .formatted(option, text)))
        .toString();
  }

  private static Optional<Instant> moment(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException another) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> day(String text) {
    try {
      return Optional.of(LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
    } catch (DateTimeParseException another) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> ago(String text, Instant now) {
    try {
      return Optional.of(now.minus(TimeSpan.parse(text).duration()).truncatedTo(ChronoUnit.MICROS));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException another) {
      return Optional.empty();
    }
  }
}
