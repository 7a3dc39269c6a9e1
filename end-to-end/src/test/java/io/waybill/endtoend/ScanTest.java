package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Images that were there before the rule, and what became different without an event. */
class ScanTest {
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private static final String RULE =
      """
      { "name": "filled", "backfill": true,
        "source": { "registry": "shanghai", "repositories": "filled/*" },
        "targets": [ { "registry": "frankfurt", "repository": "mirror/{repository}" } ] }
      """;

  @Test
  void whatWasThereBeforeComesAndOnlyDifferencesAfterwards(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    try (Landscape landscape = Landscape.start(Landscape.Shape.ALL_IN_ONE, directory);
        Images images = new Images(landscape)) {
      Images.Pushed a1 = images.pushToShanghai("filled/a", "v1", 1);
      Images.Pushed a2 = images.pushToShanghai("filled/a", "v2", 2);
      Images.Pushed b1 = images.pushToShanghai("filled/b", "v1", 3);
      Images.Pushed other = images.pushToShanghai("other/c", "v1", 4);

      JsonNode plan = post(landscape, "rules:preview", RULE, 200);
      assertThat(plan.at("/counts/repositories").asInt()).isEqualTo(2);
      assertThat(plan.at("/counts/absent").asInt()).isGreaterThanOrEqualTo(3);
      assertThat(plan.at("/counts/planned").asInt()).isZero();
      assertThat(plan.at("/counts/bytes").asLong()).isGreaterThan(6 * (64 << 10));
      assertThat(plan.path("items").toString())
          .contains("shanghai/filled/a:v1", "frankfurt/mirror/filled/b:v1")
          .doesNotContain("other/c");
      assertThat(images.digestInFrankfurt("mirror/filled/a", "v1")).isEmpty();

      post(landscape, "rules", RULE, 201);
      JsonNode backfill = awaitTasks(landscape, awaitScan(landscape, "backfill"));
      assertThat(backfill.at("/counts/planned").asInt())
          .isEqualTo(backfill.at("/tasks/succeeded").asInt());
      for (Images.Pushed pushed : new Images.Pushed[] {a1, a2, b1}) {
        images.assertSameInFrankfurt(pushed, "mirror/" + pushed.repository());
      }
      assertThat(images.digestInFrankfurt("mirror/other/c", "v1")).isEmpty();

      JsonNode again = run(landscape, "{\"rule\": \"filled\"}");
      assertThat(again.at("/counts/planned").asInt()).as("nothing differs any more").isZero();
      assertThat(again.at("/counts/equal").asInt())
          .isEqualTo(backfill.at("/counts/planned").asInt());

      images.deleteInFrankfurt("mirror/filled/a", "v2");
      JsonNode repaired = run(landscape, "{\"rule\": \"filled\", \"repositories\": \"filled/a\"}");
      assertThat(repaired.at("/counts/planned").asInt()).isEqualTo(1);
      images.assertSameInFrankfurt(a2, "mirror/filled/a");

      JsonNode byHand =
          run(
              landscape,
              """
              { "source": { "registry": "shanghai", "repositories": "other/c" }, "tags": "v1",
                "targets": [ { "registry": "frankfurt" } ] }
              """);
      assertThat(byHand.at("/counts/planned").asInt()).isEqualTo(1);
      images.assertSameInFrankfurt(other, "other/c");
    }
  }

  private static JsonNode post(Landscape landscape, String path, String body, int status) {
    Http.Answer answer = Http.post(landscape.api("/api/v1/" + path), body);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    return answer.body();
  }

  private static JsonNode run(Landscape landscape, String wish) {
    return awaitTasks(landscape, post(landscape, "scans", wish, 202).path("id").asText());
  }

  private static String awaitScan(Landscape landscape, String trigger) {
    return await("a scan by " + trigger)
        .atMost(PATIENCE)
        .until(
            () -> Http.get(landscape.api("/api/v1/scans?rule=filled")).body().at("/items/0"),
            scan -> scan.path("trigger").asText().equals(trigger))
        .path("id")
        .asText();
  }

  /** The scan, once it is done and all its tasks have succeeded. */
  private static JsonNode awaitTasks(Landscape landscape, String scan) {
    return await("scan " + scan + " and its tasks")
        .atMost(PATIENCE)
        .until(
            () -> Http.get(landscape.api("/api/v1/scans/" + scan)).body(),
            found ->
                found.path("state").asText().equals("done")
                    && found.at("/tasks/succeeded").asInt() == found.at("/counts/planned").asInt());
  }
}
