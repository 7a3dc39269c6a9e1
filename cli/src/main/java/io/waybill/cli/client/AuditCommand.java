package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill audit}: who changed what. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "See who changed, replayed or cancelled what, the newest first.",
    footer = {
      "",
      "Examples:",
      "  waybill audit --path /api/v1/rules",
      "  waybill audit --caller ci --since 2026-11-01T00:00:00Z -o json"
    })
public final class AuditCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ApiOptions api = new ApiOptions();

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

  @Option(names = "--since", paramLabel = "TIME", description = "Only at this time or later.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Only before this time.")
  private @Nullable String until;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      defaultValue = "20",
      description = "At most so many (default: 20).")
  private int limit;

  /** The command. */
  public AuditCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    if (limit < 1) {
      throw CommandFailure.usage("--limit must be 1 or more, not %d.".formatted(limit));
    }
    Map<String, String> filter = new LinkedHashMap<>();
    put(filter, "caller", caller);
    put(filter, "method", method);
    put(filter, "path", path);
    put(filter, "since", since);
    put(filter, "until", until);
    filter.put("limit", Integer.toString(Math.clamp(limit, 1, 100)));
    try (ApiClient client = api.connect(surroundings)) {
      List<JsonNode> entries = Pages.first(client, "audit", filter, limit);
      Results results = api.results(surroundings);
      if (results.areForPeople()) {
        print(entries, results);
      } else {
        results.documents(entries);
      }
    }
    return ExitCodes.OK;
  }

  private static void put(Map<String, String> filter, String key, @Nullable String value) {
    if (value != null) {
      filter.put(key, value);
    }
  }

  private static void print(List<JsonNode> entries, Results results) throws InterruptedException {
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
