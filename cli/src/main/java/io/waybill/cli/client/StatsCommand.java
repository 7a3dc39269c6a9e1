package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Table;
import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill stats}: how well it went. */
@Command(
    name = "stats",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "See how many tasks went well, how quickly, and why others did not, in whole hours.",
    footer = {
      "",
      "Examples:",
      "  waybill stats",
      "  waybill stats --by registry --since 7d -o json"
    })
public final class StatsCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ApiOptions api = new ApiOptions();

  /** What is told apart. */
  enum By {
    RULE,
    REGISTRY,
    REGION
  }

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      defaultValue = "rule",
      description = "What is told apart: rule, registry or region (default: ${DEFAULT-VALUE}).")
  private By by = By.RULE;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "24h",
      description = "From so long ago until now: 90m, 24h, 7d (default: ${DEFAULT-VALUE}).")
  private TimeSpan since = TimeSpan.parse("24h");

  /** The command. */
  public StatsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    try (ApiClient client = api.connect(surroundings)) {
      JsonNode report =
          client.get(
              "stats",
              Map.of(
                  "by",
                  by.name().toLowerCase(Locale.ROOT),
                  "since",
                  Instant.now().minus(since.duration()).toString()));
      Results results = api.results(surroundings);
      if (results.areForPeople()) {
        print(report, results);
      } else {
        results.document(report);
      }
    }
    return ExitCodes.OK;
  }

  private void print(JsonNode report, Results results) throws InterruptedException {
    String since = results.time(report.path("since"));
    if (!report.path("groups").isEmpty()) {
      results.tell(
          "Tasks planned from %s until %s:".formatted(since, results.time(report.path("until"))));
    }
    Table table =
        new Table(
            by.name(),
            "SUCCEEDED",
            "FAILED",
            "OPEN",
            "RATE",
            "P50",
            "P95",
            "P99",
            "WRITTEN",
            "WHY");
    for (JsonNode group : report.path("groups")) {
      row(table, name(group), group.path("numbers"));
    }
    if (!table.isEmpty()) {
      row(table, "all", report.path("total"));
    }
    results.table(table, "No task was planned since %s.".formatted(since));
  }

  private static String name(JsonNode group) {
    if (group.has("registry")) {
      return group.path("registry").asText() + " (" + group.path("side").asText() + ")";
    }
    if (group.has("region")) {
      return group.path("region").asText();
    }
    return group.path("ruleName").asText("(no rule)");
  }

  private static void row(Table table, String name, JsonNode numbers) {
    JsonNode tasks = numbers.path("tasks");
    table.row(
        name,
        tasks.path("succeeded").asText(),
        tasks.path("failed").asText(),
        open(tasks),
        numbers.has("successRate")
            ? String.format(Locale.ROOT, "%.1f %%", 100 * numbers.path("successRate").asDouble())
            : "",
        seconds(numbers, "p50"),
        seconds(numbers, "p95"),
        seconds(numbers, "p99"),
        bytes(numbers.path("bytes").path("written").asLong()),
        why(numbers));
  }

  /** What a person has to let go is told apart: it does not end by itself. */
  private static String open(JsonNode tasks) {
    long open =
        tasks.path("queued").asLong()
            + tasks.path("running").asLong()
            + tasks.path("waiting").asLong();
    long held = tasks.path("held").asLong();
    return held == 0 ? Long.toString(open) : "%d, %d held".formatted(open, held);
  }

  private static String seconds(JsonNode numbers, String share) {
    JsonNode value = numbers.path("seconds").path(share);
    return value.isNumber()
        ? Durations.forPeople(Duration.ofMillis(Math.round(1000 * value.asDouble())))
        : "";
  }

  private static String bytes(long bytes) {
    double shown = bytes;
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    int unit = 0;
    while (shown >= 1024 && unit < units.length - 1) {
      shown /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", shown, units[unit]);
  }

  private static String why(JsonNode numbers) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode reason : numbers.path("failures")) {
      if (reasons.size() < 2) {
        reasons.add(reason.path("code").asText() + " " + reason.path("tasks").asText());
      }
    }
    return String.join(", ", reasons);
  }
}
