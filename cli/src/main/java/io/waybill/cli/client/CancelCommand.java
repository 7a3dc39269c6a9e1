package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Table;
import io.waybill.schemas.wire.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill cancel}: tasks that are not to be done after all. */
@Command(
    name = "cancel",
    description = {
      "Cancel tasks that are queued, waiting or running: those that are named, or those that the"
          + " filters leave.",
      "",
      "A running task is stopped within seconds. One that ends by itself in the same moment stays"
          + " what it is. With filters, --dry-run shows how many they are, by rule, and does"
          + " nothing."
    },
    footer = {
      "",
      "Examples:",
      "  waybill cancel 3f0f7f0e-52f5-5d0b-8f9e-0c4f3f2b9a11",
      "  waybill cancel --rule prod-to-eu --status waiting --dry-run",
      "  waybill cancel --registry frankfurt --yes --wait"
    })
public final class CancelCommand extends ClientCommand {
  private static final String CANCELS = "cancels";
  private static final Duration PAUSE = Duration.ofMillis(200);

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

  /** The command. */
  public CancelCommand(Surroundings surroundings, Termination termination) {
    super(surroundings);
    this.termination = termination;
  }

  @Override
  int run(ApiClient client, Results results) throws InterruptedException {
    if (tasks.isEmpty() == filters.isEmpty()) {
      throw CommandFailure.usage(
          tasks.isEmpty()
              ? "Which tasks? Name them, or select them with filters: --rule prod-to-eu."
              : "Name tasks, or select them with filters; not both.");
    }
    if (!tasks.isEmpty() && confirmation.isDryRun()) {
      throw CommandFailure.usage("--dry-run goes with filters; of named tasks it is known.");
    }
    ObjectNode wish = Json.lenient().createObjectNode();
    if (tasks.isEmpty()) {
      wish.set("filter", filters.filter(Instant.now()));
      JsonNode preview = client.post(CANCELS, wish.deepCopy().put("dryRun", true));
      tell(preview, results);
      if (confirmation.isDryRun()) {
        return ExitCodes.OK;
      }
      confirm(preview.path("matched").asLong());
    } else {
      tasks.forEach(wish.putArray("taskIds")::add);
    }
    JsonNode cancel = client.post(CANCELS, wish);
    return tellEnd(waiting.isWanted() ? awaitEnd(client, cancel) : cancel, results);
  }

  private void tell(JsonNode preview, Results results) throws InterruptedException {
    if (!results.areForPeople()) {
      if (confirmation.isDryRun()) {
        results.document(preview);
      }
      return;
    }
    results.tell(Replays.tasks(preview.path("matched").asLong()) + " would be cancelled.");
    Table table = new Table("RULE", "TASKS");
    for (JsonNode row : preview.path("byRule")) {
      table.row(row.path("rule").asText(), "%,d".formatted(row.path("count").asLong()));
    }
    if (!table.isEmpty()) {
      results.table(table, "");
    }
  }

  private void confirm(long count) throws InterruptedException {
    if (count > 0 && !confirmation.isGiven("Cancel " + Replays.tasks(count) + "?", termination)) {
      throw CommandFailure.failed("Nothing was done.");
    }
  }

  private JsonNode awaitEnd(ApiClient client, JsonNode begun) throws InterruptedException {
    Duration patience = waiting.patience();
    long deadline = System.nanoTime() + patience.toNanos();
    JsonNode cancel = begun;
    while (!"finished".equals(cancel.path("state").asText())) {
      if (System.nanoTime() > deadline) {
        throw CommandFailure.failed(
            "Waited %s, but %s of the cancel %s are not over."
                .formatted(
                    Durations.forPeople(patience),
                    Replays.tasks(cancel.path("open").asLong()),
                    cancel.path("id").asText()));
      }
      Thread.sleep(PAUSE);
      cancel = client.get(CANCELS + "/" + ApiClient.component(cancel.path("id").asText()));
    }
    return cancel;
  }

  private static int tellEnd(JsonNode cancel, Results results) {
    results.say(
        "working".equals(cancel.path("state").asText())
            ? "Cancel %s is under way.".formatted(cancel.path("id").asText())
            : "%s cancelled, %,d being stopped, %,d had ended by themselves."
                .formatted(
                    Replays.tasks(cancel.path("cancelled").asLong()),
                    cancel.path("open").asLong(),
                    cancel.path("tooLate").asLong()),
        cancel);
    return cancel.path("tooLate").asLong() == 0 ? ExitCodes.OK : ExitCodes.FAILED;
  }
}
