package io.waybill.cli.client;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records a command is about. */
final class RecordFilterOptions {
  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only those: held, queued, running, waiting, succeeded, failed or cancelled.")
  private @Nullable String status;

  @Option(names = "--rule", paramLabel = "NAME", description = "Only those of this rule.")
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

  /** The same as parameters of the API. */
  Map<String, String> query() {
    Map<String, String> query = new LinkedHashMap<>();
    put(query, "status", status);
    put(query, "rule", rule);
    put(query, "registry", registry);
    put(query, "repository", repository);
    return query;
  }

  private static void put(Map<String, String> query, String key, @Nullable String value) {
    if (value != null) {
      query.put(key, value);
    }
  }
}
