package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code waybill replays}: what was asked to be done again. */
@Command(
    name = "replays",
    mixinStandardHelpOptions = true,
    description = "See which replays were asked for in the last 30 days, and how far they are.",
    footer = {
      "",
      "Examples:",
      "  waybill replays list",
      "  waybill replays get REPLAY -o yaml",
      "",
      "waybill replay asks for one."
    })
public final class ReplaysCommand implements Runnable {
  private static final String REPLAYS = "replays";

  @Spec private CommandSpec spec = CommandSpec.create();

  private ReplaysCommand() {}

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new ReplaysCommand())
        .addSubcommand(new ListSome(surroundings))
        .addSubcommand(new Get(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A subcommand is missing.");
  }

  @Command(name = "list", description = "List replays, the newest first.")
  static final class ListSome extends ListCommand {
    ListSome(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String path() {
      return REPLAYS;
    }

    @Override
    void print(List<JsonNode> replays, Results results) throws InterruptedException {
      Table table = new Table("ASKED", "BY", "STATE", "WHAT", "REPLAY");
      for (JsonNode replay : replays) {
        table.row(
            results.time(replay.path("askedAt")),
            replay.path("askedBy").asText(),
            replay.path("state").asText(),
            what(replay.path("filter")),
            replay.path("id").asText());
      }
      results.table(table, "Nobody asked for a replay in the last 30 days.");
    }

    private static String what(JsonNode filter) {
      List<String> said = new ArrayList<>();
      for (Map.Entry<String, JsonNode> entry : filter.properties()) {
        List<String> values = new ArrayList<>();
        entry.getValue().forEach(value -> values.add(value.asText()));
        said.add(entry.getKey() + "=" + String.join(",", values));
      }
      return said.isEmpty() ? "named tasks" : String.join(" ", said);
    }
  }

  @Command(name = "get", description = "Print one replay with its counts, as JSON or YAML.")
  static final class Get extends ClientCommand {
    @Parameters(paramLabel = "REPLAY", description = "The replay's id.")
    private String replay = "";

    Get(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      results.asDocument().document(client.get(REPLAYS + "/" + ApiClient.component(replay)));
      return ExitCodes.OK;
    }
  }
}
