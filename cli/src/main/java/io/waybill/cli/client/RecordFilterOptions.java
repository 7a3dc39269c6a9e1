package io.waybill.cli.client;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records a command is about, whenever they were planned. */
class RecordFilterOptions {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      completionCandidates = Words.Statuses.class,
      description =
          "Only those: held, queued, running, waiting, succeeded, failed or cancelled; several are"
              + " separated by commas.")
  private @Nullable String status;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      completionCandidates = Words.Codes.class,
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
      completionCandidates = Words.Triggers.class,
      description = "Only those: event, manual, schedule, backfill or replay.")
  private @Nullable String trigger;

  /** The filter as the API takes it in a body. */
  ObjectNode filter(Instant now) {
    ObjectNode filter = Json.lenient().createObjectNode();
    put(filter, "status", status);
    put(filter, "code", code);
    put(filter, "rule", rule);
    put(filter, "registry", registry);
    put(filter, "repository", repository);
    put(filter, "tag", tag);
    put(filter, "trigger", trigger);
    return filter;
  }

  /** The same as parameters of the API. */
  final Map<String, String> query(Instant now) {
    Map<String, String> query = new LinkedHashMap<>();
    filter(now).properties().forEach(entry -> query.put(entry.getKey(), entry.getValue().asText()));
    return query;
  }

  /** Names in the filter that nothing is called (any more): why there may be no such record. */
  final List<String> strangers(ApiClient client) throws InterruptedException {
    List<String> strangers = new ArrayList<>();
    if (rule != null && client.find("rules/" + ApiClient.component(rule)).isEmpty()) {
      strangers.add(
          "No rule is called %s (any more); waybill rules list names those that there are."
              .formatted(rule));
    }
    if (registry != null) {
      List<String> known =
          Pages.all(client, "registries").stream().map(one -> one.path("name").asText()).toList();
      if (!known.contains(registry)) {
        strangers.add(
            "No registry is called %s in the configuration; known are %s."
                .formatted(registry, known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
    return strangers;
  }

  static void put(ObjectNode filter, String name, @Nullable String value) {
    if (value != null) {
      filter.put(name, value);
    }
  }
}
