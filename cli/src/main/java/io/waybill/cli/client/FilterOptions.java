package io.waybill.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which tasks of history are meant: the filters of the API. */
final class FilterOptions {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description =
          "Only those: held, queued, running, waiting, succeeded, failed or cancelled; several are"
              + " separated by commas.")
  private @Nullable String status;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      description = "Only those that failed so: NETWORK, DENIED, ...")
  private @Nullable String code;

  @Option(names = "--rule", paramLabel = "RULE", description = "Only those of this rule.")
  private @Nullable String rule;

  @Option(
      names = "--registry",
      paramLabel = "NAME",
      description = "Only those from or to this registry.")
  private @Nullable String registry;

  @Option(
      names = "--repository",
      paramLabel = "PATH",
      description = "Only those from or to this repository.")
  private @Nullable String repository;

  @Option(names = "--tag", paramLabel = "TAG", description = "Only those of this tag.")
  private @Nullable String tag;

  @Option(
      names = "--trigger",
      paramLabel = "TRIGGER",
      description = "Only those: event, manual, schedule, backfill or replay.")
  private @Nullable String trigger;

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

  /** The filter as the API takes it. */
  ObjectNode filter(Instant now) {
    ObjectNode filter = Json.lenient().createObjectNode();
    put(filter, "status", status);
    put(filter, "code", code);
    put(filter, "rule", rule);
    put(filter, "registry", registry);
    put(filter, "repository", repository);
    put(filter, "tag", tag);
    put(filter, "trigger", trigger);
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

  private static void put(ObjectNode filter, String name, @Nullable String value) {
    if (value != null) {
      filter.put(name, value);
    }
  }
}
