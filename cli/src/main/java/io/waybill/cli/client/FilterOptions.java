package io.waybill.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.schemas.units.TimeSpan;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
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

  /** A time, or how long ago it was. */
  static String time(String option, String text, Instant now) {
    if (text.indexOf('-') >= 0) {
      try {
        return OffsetDateTime.parse(text).toInstant().toString();
      } catch (DateTimeParseException malformed) {
        throw CommandFailure.usage(
            "%s must be a time such as 2026-11-22T03:00:00Z, or how long ago it was, such as 24h; not \"%s\"."
                .formatted(option, text));
      }
    }
    try {
      return now.minus(TimeSpan.parse(text).duration()).truncatedTo(ChronoUnit.MICROS).toString();
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage(option + ": " + malformed.getMessage() + ".");
    }
  }
}
