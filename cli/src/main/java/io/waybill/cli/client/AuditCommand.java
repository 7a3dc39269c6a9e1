package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code waybill audit}: who changed what. */
@Command(
    name = "audit",
    description = "See who changed, replayed or cancelled what, the newest first.",
    footer = {
      "",
      "Examples:",
      "  waybill audit --path /api/v1/rules",
      "  waybill audit --caller ci --since 7d -o json"
    })
public final class AuditCommand extends ListCommand {
  @Option(names = "--caller", paramLabel = "NAME", description = "Only what this one did.")
  private @Nullable String caller;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description = "Only these: POST, PUT or DELETE.")
  private @Nullable String method;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Only what was done to addresses that begin so, such as /api/v1/rules.")
  private @Nullable String path;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only since then: 24h (ago), or 2026-11-22T03:00:00Z.")
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only before: 1h (ago), or 2026-11-22T03:00:00Z.")
  private @Nullable String until;

  /** The command. */
  public AuditCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  String path() {
    return "audit";
  }

  @Override
  Map<String, String> query() {
    Instant now = Instant.now();
    Map<String, String> filter = new LinkedHashMap<>();
    put(filter, "caller", caller);
    put(filter, "method", method);
    put(filter, "path", path);
    put(filter, "since", since == null ? null : FilterOptions.time("--since", since, now));
    put(filter, "until", until == null ? null : FilterOptions.time("--until", until, now));
    return filter;
  }

  @Override
  String fewer() {
    return "filters such as --since 1h";
  }

  private static void put(Map<String, String> filter, String key, @Nullable String value) {
    if (value != null) {
      filter.put(key, value);
    }
  }

  @Override
  void print(List<JsonNode> entries, Results results) throws InterruptedException {
    Table table = new Table("AT", "CALLER", "ROLE", "FROM", "WHAT", "STATUS", "WHY");
    for (JsonNode entry : entries) {
      table.row(
          results.time(entry.path("at")),
          entry.path("caller").asText(),
          entry.path("role").asText(),
          entry.path("address").asText(),
          entry.path("method").asText() + " " + entry.path("path").asText(),
          entry.path("status").asText(),
          entry.path("detail").asText());
    }
    results.table(table, "Nothing of the kind is in the audit trail.");
  }
}
