package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill replay}: a task once more. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Do a task of history once more, as a new task.",
    footer = {"", "Example:", "  waybill replay 3f0f7f0e-52f5-5d0b-8f9e-0c4f3f2b9a11 --wait"})
public final class ReplayCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "TASK", description = "The task's id, as waybill records list shows it.")
  private String task = "";

  @Mixin private WaitOptions waiting = new WaitOptions();
  @Mixin private ApiOptions api = new ApiOptions();

  /** The command. */
  public ReplayCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    try (ApiClient client = api.connect(surroundings)) {
      JsonNode answer =
          client.post("replays", Json.lenient().createObjectNode().put("taskId", task));
      TaskId replay = TaskId.parse(answer.path("taskId").asText());
      if (waiting.isWanted()) {
        return WaitOptions.tell(
            surroundings,
            List.of(new History(client).awaitEnd(replay, waiting.patience())),
            api.isJson());
      }
      surroundings
          .out()
          .println(api.isJson() ? answer.toPrettyString() : "Queued as task %s.".formatted(replay));
    }
    return ExitCodes.OK;
  }
}
