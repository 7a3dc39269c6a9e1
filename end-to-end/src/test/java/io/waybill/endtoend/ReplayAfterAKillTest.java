package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A thousand failed tasks are done again, each once, though the API is killed half-way. */
class ReplayAfterAKillTest {
  private static final int TASKS = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @Test
  void aReplayByFilterGoesOnWhereTheApiWasKilled(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    try (Landscape landscape = Landscape.start(Landscape.Shape.SEPARATE_ROLES, directory)) {
      Waybill waybill = new Waybill(landscape);
      askForImagesThatAreNotThere(landscape);
      List<JsonNode> failed = awaitRecords(waybill, "status=failed&trigger=manual");

      Http.Answer asked =
          Http.post(
              landscape.api("/api/v1/replays"),
              "{ \"filter\": { \"code\": \"SOURCE_NOT_FOUND\" } }",
              "Idempotency-Key",
              "all-of-them");
      assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
      String path = "/api/v1/replays/" + asked.body().get("id").asText();
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> Http.get(landscape.api(path)).body().at("/counts/queued").asInt() > 0);
      landscape.killAndStartApi();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode replay = Http.get(landscape.api(path)).body();
                assertThat(replay.get("state").asText()).isEqualTo("finished");
                assertThat(replay.at("/counts/queued").asInt()).isEqualTo(TASKS);
              });
      List<JsonNode> replayed = awaitRecords(waybill, "status=failed&trigger=replay");
      assertThat(replayed)
          .extracting(record -> record.get("replayOf").asText())
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(
              failed.stream().map(record -> record.get("taskId").asText()).toList());
    }
  }

  private static void askForImagesThatAreNotThere(Landscape landscape) {
    IntStream.range(0, TASKS)
        .parallel()
        .forEach(
            i -> {
              Http.Answer answer =
                  Http.post(
                      landscape.api("/api/v1/tasks"),
                      "{ \"source\": \"shanghai/missing/app:v%d\", \"target\": \"frankfurt/missing/app:v%d\" }"
                          .formatted(i, i));
              assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
            });
  }

  private static List<JsonNode> awaitRecords(Waybill waybill, String filter) {
    return await()
        .atMost(PATIENCE)
        .until(() -> waybill.records(filter), records -> records.size() == TASKS);
  }
}
