package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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
      "  waybill records list --code DENIED --since 24h",
      "  waybill records get TASK",
      "  waybill records --watch --rule prod-to-eu"
    })
public final class RecordsCommand implements Callable<Integer> {
  private static final String RECORDS = "records";
  private static final Pattern LONG_HEX = Pattern.compile("([0-9a-f]{12})[0-9a-f]{52,}");

  private final Surroundings surroundings;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--watch",
      description = "Print records while they change, a line each, until Ctrl-C.")
  private boolean watch;

  @Mixin private RecordFilterOptions filter = new RecordFilterOptions();
  @Mixin private ApiOptions api = new ApiOptions();

  private RecordsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new RecordsCommand(surroundings))
        .addSubcommand(new ListSome(surroundings))
        .addSubcommand(new Get(surroundings));
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    if (!watch) {
      throw new ParameterException(spec.commandLine(), "A subcommand is missing.");
    }
    Results results = api.results(surroundings);
    try (ApiClient client = api.connect(surroundings)) {
      new RecordWatch(
              client, filter.query(Instant.now()), surroundings, record -> line(record, results))
          .run();
    }
    return ExitCodes.OK;
  }

  private static String line(JsonNode record, Results results) {
    if (!results.areForPeople()) {
      return results.line(record);
    }
    String why = why(record);
    return "%s  %-9s  %s -> %s%s%s%s"
        .formatted(
            results.time(record.path(record.has("endedAt") ? "endedAt" : "queuedAt")),
            record.path("status").asText(),
            shorten(record.path("source").asText()),
            shorten(record.path("target").asText()),
            isCopy(record) ? "" : "  (" + action(record) + ")",
            took(record).isEmpty() ? "" : "  " + took(record),
            why.isEmpty() ? "" : "  " + why);
  }

  /** Why it is not done: how it failed, or what it waits for. */
  private static String why(JsonNode record) {
    return record.path("status").asText().equals("held")
        ? "waits for the gate or a person"
        : record.path("failure").path("code").asText();
  }

  private static String action(JsonNode record) {
    return record.path("action").asText("copy");
  }

  private static boolean isCopy(JsonNode record) {
    return action(record).equals("copy");
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

  @Command(name = "list", description = "List records, the newest first.")
  static final class ListSome extends ListCommand {
    @Mixin private FilterOptions filter = new FilterOptions();

    @Option(
        names = "--event",
        paramLabel = "EVENT",
        description = "Only those that this event made, by its id.")
    private @Nullable String event;

    ListSome(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String path() {
      return RECORDS;
    }

    @Override
    Map<String, String> query() {
      Map<String, String> query = filter.query(Instant.now());
      if (event != null) {
        query.put("event", event);
      }
      return query;
    }

    @Override
    String fewer() {
      return "filters such as --since 1h";
    }

    @Override
    void explainNothing(ApiClient client) throws InterruptedException {
      filter.strangers(client).forEach(this::tellBeside);
    }

    @Override
    void print(List<JsonNode> records, Results results) throws InterruptedException {
      // A column that says copy in each row says nothing.
      boolean actions = !records.stream().allMatch(RecordsCommand::isCopy);
      Table table =
          new Table(
              cells(
                  actions, "PLANNED", "STATUS", "ACTION", "SOURCE", "TARGET", "TOOK", "WHY",
                  "TASK"));
      for (JsonNode record : records) {
        table.row(
            cells(
                actions,
                results.time(record.path("plannedAt")),
                record.path("status").asText(),
                action(record),
                shorten(record.path("source").asText()),
                shorten(record.path("target").asText()),
                took(record),
                why(record),
                results.taskId(record.path("taskId"))));
      }
      results.table(table, "There are no such records.");
    }

    private static String[] cells(
        boolean actions, String planned, String status, String action, String... others) {
      Stream<String> first =
          actions ? Stream.of(planned, status, action) : Stream.of(planned, status);
      return Stream.concat(first, Stream.of(others)).toArray(String[]::new);
    }
  }

  @Command(
      name = "get",
      description = "Show one record: what came of it and why, when, and each attempt.")
  static final class Get extends ClientCommand {
    @Parameters(
        paramLabel = "TASK",
        description = "The task's id, or its first 8 or more characters.")
    private String task = "";

    Get(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      JsonNode record = client.get(RECORDS + "/" + ApiClient.component(task));
      if (results.areForPeople()) {
        new RecordView(record, results, surroundings().out()).print();
      } else {
        results.document(record);
      }
      return ExitCodes.OK;
    }
  }
}
