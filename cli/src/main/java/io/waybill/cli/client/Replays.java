package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Counted;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Table;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Replays as the API tells of them. */
final class Replays {
  private static final String REPLAYS = "replays/";
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final String COUNTS = "counts";

  private final ApiClient api;

  Replays(ApiClient api) {
    this.api = api;
  }

  /**
   * The replay, once every task that it made is over.
   *
   * @throws CommandFailure when that takes longer than the patience
   */
  JsonNode awaitEnd(String id, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Duration pause = PAUSE;
    while (System.nanoTime() < deadline) {
      JsonNode replay = api.get(REPLAYS + ApiClient.component(id));
      if ("finished".equals(replay.path("state").asText())) {
        return replay;
      }
      Thread.sleep(pause);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }
    throw CommandFailure.failed(
        "Waited %s for the replay %s, but not every task of it is over. It goes on by itself, and its tasks are in waybill records list."
            .formatted(Durations.forPeople(patience), id));
  }

  /** The tasks that the replay made. */
  List<String> tasks(String id) throws InterruptedException {
    return Pages.first(
            api,
            REPLAYS + ApiClient.component(id) + "/tasks",
            Map.of("limit", "500"),
            Integer.MAX_VALUE)
        .stream()
        .filter(item -> item.has("taskId"))
        .map(item -> item.path("taskId").asText())
        .toList();
  }

  static void tellPreview(JsonNode preview, Surroundings surroundings) {
    surroundings.out().println(tasks(preview.path("matched").asLong()) + " match.");
    leftOut(preview, "collapsed", "have a newer one with the same rule and target", surroundings);
    leftOut(
        preview,
        "alreadyReplayed",
        "have a replay that is under way or has succeeded",
        surroundings);
    leftOut(preview, "refused", "need a registry or region that is not configured", surroundings);
    surroundings.out().println(tasks(preview.path("selected").asLong()) + " would be done again.");
    table(preview, "byCode", "code", "CODE", surroundings);
    table(preview, "byRule", "rule", "RULE", surroundings);
  }

  private static void leftOut(
      JsonNode preview, String count, String why, Surroundings surroundings) {
    if (preview.path(count).asLong() > 0) {
      surroundings.out().println("  %,d left out: %s".formatted(preview.path(count).asLong(), why));
    }
  }

  private static void table(
      JsonNode preview, String list, String key, String head, Surroundings surroundings) {
    Table table = new Table(head, "TASKS");
    for (JsonNode row : preview.path(list)) {
      table.row(row.path(key).asText(), "%,d".formatted(row.path("count").asLong()));
    }
    if (!table.isEmpty()) {
      table.print(surroundings.out());
    }
  }

  static void tellEnd(JsonNode replay, Surroundings surroundings) {
    JsonNode counts = replay.path(COUNTS);
    surroundings
        .out()
        .println(
            "%s done again: %,d succeeded, %,d failed, %,d cancelled."
                .formatted(
                    tasks(counts.path("queued").asLong()),
                    counts.path("succeeded").asLong(),
                    counts.path("failed").asLong(),
                    counts.path("cancelled").asLong()));
  }

  static void tellRefusals(JsonNode replay, Surroundings surroundings) {
    for (JsonNode refusal : replay.path("refusals")) {
      surroundings
          .out()
          .println(
              "%s refused: %s"
                  .formatted(
                      tasks(refusal.path("count").asLong()), refusal.path("reason").asText()));
    }
  }

  /** What the command ends with: success is that everything succeeded. */
  static int exitCode(JsonNode replay) {
    JsonNode counts = replay.path(COUNTS);
    boolean well =
        counts.path("queued").asLong() == counts.path("succeeded").asLong()
            && counts.path("refused").asLong() == 0;
    return well ? ExitCodes.OK : ExitCodes.FAILED;
  }

  static String tasks(long count) {
    return Counted.of(count, "task");
  }
}
