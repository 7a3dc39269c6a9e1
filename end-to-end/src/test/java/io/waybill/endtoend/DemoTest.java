package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The command that a newcomer types first. */
class DemoTest {
  @Test
  void theDemoDoesTheMainJobTwiceOnTheSameDataAndKeepsItsHistory(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
    JsonNode first = demo(directory, "first");
    JsonNode second = demo(directory, "second");

    for (JsonNode result : List.of(first, second)) {
      assertThat(result.get("status").asText()).isEqualTo("succeeded");
      assertThat(result.get("verified").asBoolean()).isTrue();
      assertThat(result.get("digest").asText()).startsWith("sha256:");
      assertThat(result.get("bytes").asLong()).isPositive();
      assertThat(result.get("durationMs").asLong()).isPositive();
      assertThat(result.get("phases").isObject()).isTrue();
      assertThat(result.get("source").asText()).startsWith("shanghai/");
      assertThat(result.get("target").asText()).startsWith("frankfurt/");
      assertThat(result.hasNonNull("eventId")).isTrue();
      assertThat(result.hasNonNull("taskId")).isTrue();
    }
    assertThat(second.get("taskId")).isNotEqualTo(first.get("taskId"));
  }

  private static JsonNode demo(Path directory, String run) throws Exception {
    try (WaybillProcess demo =
        WaybillProcess.start(
            directory.resolve(run + ".log"),
            List.of("demo", "--data", directory.resolve("data").toString(), "-o", "json"))) {
      int exit = demo.awaitExit();
      assertThat(exit).as(demo.output()).isZero();
      String last = demo.output().strip().lines().toList().getLast();
      return new JsonMapper().readTree(last);
    }
  }
}
