package io.waybill.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.wire.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant: the filters of the API. */
final class LetterFilterOptions {
  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "Only those that stood on this topic: waybill.events, ...")
  private @Nullable String topic;

  @Option(
      names = "--webhook",
      paramLabel = "NAME",
      description = "Only those that were posted to this webhook.")
  private @Nullable String webhook;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only those set aside since then: 24h (ago), or 2026-11-22T03:00:00Z.")
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only those set aside before: 1h (ago), or 2026-11-22T03:00:00Z.")
  private @Nullable String until;

  /** The filter as the API takes it. */
  ObjectNode filter(Instant now) {
    ObjectNode filter = Json.lenient().createObjectNode();
    put(filter, "topic", topic);
    put(filter, "webhook", webhook);
    put(filter, "since", since == null ? null : FilterOptions.time("--since", since, now));
    put(filter, "until", until == null ? null : FilterOptions.time("--until", until, now));
    return filter;
  }

  private static void put(ObjectNode filter, String name, @Nullable String value) {
    if (value != null) {
      filter.put(name, value);
    }
  }
}
