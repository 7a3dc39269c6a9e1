package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import io.waybill.schemas.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill replay}: tasks once more. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Do tasks of history once more, as new tasks: those that are named, or those that the"
          + " filters leave. Without --status these are tasks that failed.",
      "",
      "Of several tasks with the same rule and target the newest is done again; one of which a"
          + " replay is under way or has succeeded is not. With filters, --dry-run shows how many"
          + " they are, by failure code and by rule, and does nothing."
    },
    footer = {
      "",
      "Examples:",
      "  waybill replay 3f0f7f0e-52f5-5d0b-8f9e-0c4f3f2b9a11 --wait",
      "  waybill replay --code NETWORK --rule prod-to-eu --since 24h --dry-run",
      "  waybill replay --status failed,cancelled --registry frankfurt --yes --wait"
    })
public final class ReplayCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Termination termination;

  @Parameters(
      paramLabel = "TASK",
      arity = "0..*",
      description =
          "Tasks' ids, as waybill records list shows them; the first 8 or more characters will do.")
  private List<String> tasks = List.of();

  @Mixin private FilterOptions filters = new FilterOptions();
  @Mixin private Confirmation confirmation = new Confirmation();
  @Mixin private WaitOptions waiting = new WaitOptions();
  @Mixin private ApiOptions api = new ApiOptions();

  /** The command. */
  public ReplayCommand(Surroundings surroundings, Termination termination) {
    this.surroundings = surroundings;
    this.termination = termination;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    if (tasks.isEmpty() == filters.isEmpty()) {
      throw CommandFailure.usage(
          tasks.isEmpty()
              ? "Which tasks? Name them, or select them with filters: --status failed --since 24h."
              : "Name tasks, or select them with filters; not both.");
    }
    if (!tasks.isEmpty() && confirmation.isDryRun()) {
      throw CommandFailure.usage("--dry-run goes with filters; of named tasks it is known.");
    }
    try (ApiClient client = api.connect(surroundings)) {
      return tasks.isEmpty() ? selected(client) : named(client);
    }
  }

  private int named(ApiClient client) throws InterruptedException {
    ObjectNode wish = Json.lenient().createObjectNode();
    tasks.forEach(wish.putArray("taskIds")::add);
    JsonNode replay = client.post("replays", wish);
    if (!waiting.isWanted()) {
      return started(replay);
    }
    Replays replays = new Replays(client);
    JsonNode finished = replays.awaitEnd(replay.path("id").asText(), waiting.patience());
    Results results = api.results(surroundings);
    if (!results.areForPeople()) {
      results.document(finished);
    } else {
      List<JsonNode> records = new ArrayList<>();
      for (String task : replays.tasks(finished.path("id").asText())) {
        records.add(client.get("records/" + task));
      }
      WaitOptions.tell(surroundings, records, results);
      Replays.tellRefusals(finished, surroundings);
    }
    return Replays.exitCode(finished);
  }

  private int selected(ApiClient client) throws InterruptedException {
    ObjectNode wish = Json.lenient().createObjectNode();
    wish.set("filter", filters.filter(Instant.now()));
    JsonNode preview = client.post("replays", wish.deepCopy().put("dryRun", true));
    Results results = api.results(surroundings);
    if (confirmation.isDryRun() && !results.areForPeople()) {
      results.document(preview);
      return ExitCodes.OK;
    }
    if (results.areForPeople()) {
      Replays.tellPreview(preview, surroundings);
    }
    long count = preview.path("selected").asLong();
    if (confirmation.isDryRun()) {
      return ExitCodes.OK;
    }
    if (count > 0 && !confirmation.isGiven("Do " + Replays.tasks(count) + " again?", termination)) {
      throw CommandFailure.failed("Nothing was done.");
    }
    JsonNode replay = client.post("replays", wish);
    if (!waiting.isWanted()) {
      return started(replay);
    }
    JsonNode finished =
        new Replays(client).awaitEnd(replay.path("id").asText(), waiting.patience());
    if (!results.areForPeople()) {
      results.document(finished);
    } else {
      Replays.tellEnd(finished, surroundings);
      Replays.tellRefusals(finished, surroundings);
    }
    return Replays.exitCode(finished);
  }

  private int started(JsonNode replay) {
    api.results(surroundings)
        .say("Replay %s is under way.".formatted(replay.path("id").asText()), replay);
    return ExitCodes.OK;
  }
}
