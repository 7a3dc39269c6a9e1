package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Table;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code waybill records}: what happened. */
@Command(
    name = "records",
    mixinStandardHelpOptions = true,
    description = "See what a running Waybill has done.",
    footer = {
      "",
      "Examples:",
      "  waybill records list",
      "  waybill records list --status failed --limit 100 -o json",
      "  waybill records get TASK"
    })
public final class RecordsCommand implements Runnable {
  private static final String RECORDS = "records";
  private static final Pattern LONG_HEX = Pattern.compile("([0-9a-f]{12})[0-9a-f]{52,}");

  @Spec private CommandSpec spec = CommandSpec.create();

  private RecordsCommand() {}

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new RecordsCommand())
        .addSubcommand(new ListSome(surroundings))
        .addSubcommand(new Get(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A subcommand is missing.");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "List records, the newest first.")
  static final class ListSome implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private ApiOptions api = new ApiOptions();

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

    @Option(
        names = "--limit",
        paramLabel = "COUNT",
        defaultValue = "20",
        description = "At most so many (default: 20).")
    private int limit;

    ListSome(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws ConfigException, InterruptedException {
      if (limit < 1) {
        throw CommandFailure.usage("--limit must be 1 or more, not %d.".formatted(limit));
      }
      Map<String, String> filter = new LinkedHashMap<>();
      put(filter, "status", status);
      put(filter, "rule", rule);
      put(filter, "registry", registry);
      put(filter, "repository", repository);
      filter.put("limit", Integer.toString(Math.clamp(limit, 1, 100)));
      try (ApiClient client = api.connect(surroundings)) {
        List<JsonNode> records = Pages.first(client, RECORDS, filter, limit);
        Results results = api.results(surroundings);
        if (results.areForPeople()) {
          print(records, results);
        } else {
          results.documents(records);
        }
      }
      return ExitCodes.OK;
    }

    private static void put(Map<String, String> filter, String key, @Nullable String value) {
      if (value != null) {
        filter.put(key, value);
      }
    }

    private static void print(List<JsonNode> records, Results results) throws InterruptedException {
      Table table = new Table("PLANNED", "STATUS", "SOURCE", "TARGET", "TOOK", "WHY", "TASK");
      for (JsonNode record : records) {
        table.row(
            results.time(record.path("plannedAt")),
            record.path("status").asText(),
            shorten(record.path("source").asText()),
            shorten(record.path("target").asText()),
            took(record),
            record.path("failure").path("code").asText(),
            record.path("taskId").asText());
      }
      results.table(table, "There are no such records.");
    }

    /** Digests fill a line; their beginning is enough to tell them apart. */
    private static String shorten(String reference) {
      return LONG_HEX.matcher(reference).replaceAll("$1...");
    }

    private static String took(JsonNode record) {
      return record.path("durationMs").isNumber()
          ? Durations.forPeople(Duration.ofMillis(record.path("durationMs").asLong()))
          : "";
    }
  }

  @Command(
      name = "get",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = "Print one record with its attempts, as JSON or YAML.")
  static final class Get implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "TASK", description = "The task's id.")
    private String task = "";

    Get(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws ConfigException, InterruptedException {
      try (ApiClient client = api.connect(surroundings)) {
        api.results(surroundings)
            .asDocument()
            .document(client.get(RECORDS + "/" + ApiClient.component(task)));
      }
      return ExitCodes.OK;
    }
  }
}
