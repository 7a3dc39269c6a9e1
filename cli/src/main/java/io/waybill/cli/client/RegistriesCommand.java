package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Table;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code waybill registries}: the configured registries, and how they are. */
@Command(
    name = "registries",
    description = {
      "List the configured registries of a running Waybill, and how they are.",
      "",
      "failing: the last thing that is known of a registry is that it failed;",
      "good: that it did what it was asked for; unknown: nothing was heard of it lately."
    },
    footer = {"", "Examples:", "  waybill registries", "  waybill registries -o yaml"})
public final class RegistriesCommand extends ClientCommand {
  /** The command. */
  public RegistriesCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int run(ApiClient client, Results results) throws InterruptedException {
    List<JsonNode> registries = Pages.all(client, "registries");
    if (!results.areForPeople()) {
      results.documents(registries);
      return ExitCodes.OK;
    }
    Table table =
        new Table(
            "NAME", "STATUS", "WAITING", "RUNNING", "LAST SUCCESS", "LAST FAILURE", "WHY", "URL");
    for (JsonNode one : registries) {
      JsonNode health = one.path("health");
      JsonNode failure = health.path("lastFailure");
      table.row(
          one.path("name").asText(),
          health.path("status").asText(),
          health.path("waiting").asText(),
          health.path("running").asText(),
          results.time(health.path("lastSuccessAt")),
          results.time(failure.path("at")),
          failure.path("code").asText(),
          one.path("url").asText());
    }
    results.table(table, "No registry is configured: add it under registries in waybill.yaml.");
    return ExitCodes.OK;
  }
}
