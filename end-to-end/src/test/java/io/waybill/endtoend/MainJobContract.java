package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.endtoend.Images.Pushed;
import io.waybill.endtoend.telemetry.Catalogue;
import io.waybill.endtoend.telemetry.Exposition;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What has to hold however Waybill runs. Each test uses repositories and rules of its own, so that
 * the tests share one landscape and run in any order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MainJobContract {
  /** Metrics that there need not be when an image was copied and nothing went wrong. */
  private static final Set<String> RARE =
      Set.of(
          // A failure that is tried again.
          "worker counter waybill_retries_total{code,when}",
          // The spool: only for senders that do not send again, and these registries do.
          "gateway gauge waybill_gateway_spool_bytes{}",
          "gateway gauge waybill_gateway_spool_entries{}",
          "gateway gauge waybill_gateway_spool_max_bytes{}",
          "gateway gauge waybill_gateway_spool_oldest_seconds{}");

  private final Landscape.Shape shape;
  private Landscape landscape;
  private Waybill waybill;
  private Images images;

  @SuppressWarnings("NullAway.Init") // made in bringUp, before any test
  MainJobContract(Landscape.Shape shape) {
    this.shape = shape;
  }

  @BeforeAll
  void bringUp(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    landscape = Landscape.start(shape, directory);
    waybill = new Waybill(landscape);
    images = new Images(landscape);
  }

  @AfterAll
  void takeDown() {
    if (images != null) {
      images.close();
    }
    if (landscape != null) {
      landscape.close();
    }
  }

  @Test
  void aPushedImageArrivesByteForByteWithItsSignatureAndARecord() {
    waybill.makeRule("arrives", "arrives/**", "frankfurt", "always");

    Pushed pushed = images.pushToShanghai("arrives/app", "1.0", 1);

    JsonNode record = waybill.awaitRecord("repository=arrives/app&tag=1.0", "succeeded");
    images.assertSameInFrankfurt(pushed, "mirror/arrives/app");
    assertThat(record.get("trigger").asText()).isEqualTo("event");
    assertThat(record.get("outcome").asText()).isEqualTo("copied");
    assertThat(record.get("ruleName").asText()).isEqualTo("arrives");
    assertThat(record.get("source").asText()).isEqualTo("shanghai/arrives/app:1.0");
    assertThat(record.get("target").asText()).isEqualTo("frankfurt/mirror/arrives/app:1.0");
    assertThat(record.get("digestAfter").asText()).isEqualTo(pushed.digest());
    assertThat(record.get("transfer").get("bytesWritten").asLong()).isPositive();
    assertThat(record.get("attempts")).hasSize(1);
    assertThat(record.get("phases").get("transferMs").asLong()).isPositive();
  }

  @Test
  void theSameEventDeliveredTwiceIsOneTaskInHistory() {
    waybill.makeRule("twice", "twice/**", "frankfurt", "always");
    Pushed pushed = images.pushToShanghai("twice/app", "1.0", 2);
    waybill.awaitRecord("repository=twice/app&tag=1.0", "succeeded");
    String body = images.notification(pushed, "0d5c8f6e-duplicate");

    deliver(body);
    deliver(body);

    await()
        .atMost(Duration.ofMinutes(4))
        .untilAsserted(
            () ->
                assertThat(waybill.records("event=0d5c8f6e-duplicate&status=succeeded"))
                    .hasSize(1));
    assertThat(waybill.records("event=0d5c8f6e-duplicate")).hasSize(1);
  }

  @Test
  void neverOverwriteLeavesTheTargetAloneAndSaysWhatToDo() {
    waybill.makeRule("never", "never/**", "frankfurt", "never");
    Pushed first = images.pushToShanghai("never/app", "1.0", 3);
    waybill.awaitRecord("repository=never/app&tag=1.0", "succeeded");

    images.pushToShanghai("never/app", "1.0", 4);

    JsonNode record = waybill.awaitRecord("repository=never/app&tag=1.0&status=failed", "failed");
    assertThat(record.get("failure").get("code").asText()).isEqualTo("IMAGE_EXISTS");
    assertThat(record.get("failure").get("reason").asText())
        .contains("frankfurt/mirror/never/app:1.0");
    assertThat(record.get("failure").get("hint").asText()).isNotBlank();
    assertThat(images.digestInFrankfurt("mirror/never/app", "1.0")).isEqualTo(first.digest());
  }

  @Test
  void aReplayOfAFailedRecordSucceedsOnceTheCauseIsGone() {
    JsonNode rule = waybill.makeRule("replayed", "replayed/**", "frankfurt", "never");
    images.pushToShanghai("replayed/app", "1.0", 5);
    waybill.awaitRecord("repository=replayed/app&tag=1.0", "succeeded");
    Pushed second = images.pushToShanghai("replayed/app", "1.0", 6);
    String failed =
        waybill
            .awaitRecord("repository=replayed/app&tag=1.0&status=failed", "failed")
            .get("taskId")
            .asText();
    images.deleteInFrankfurt("mirror/replayed/app", "1.0");

    Http.Answer asked = replay(failed, "once");
    Http.Answer askedAgain = replay(failed, "once");

    assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
    assertThat(askedAgain.body().get("id")).isEqualTo(asked.body().get("id"));
    JsonNode record =
        waybill.awaitRecord("repository=replayed/app&tag=1.0&trigger=replay", "succeeded");
    assertThat(record.get("replayOf").asText()).isEqualTo(failed);
    assertThat(images.digestInFrankfurt("mirror/replayed/app", "1.0")).isEqualTo(second.digest());
    assertThat(rule.get("id").asText()).isEqualTo(record.get("ruleId").asText());
  }

  @Test
  void anImageThatWasThereBeforeTheRuleIsSyncedByHand() {
    Pushed pushed = images.pushToShanghai("manual/app", "1.0", 7);

    Http.Answer answer =
        Http.post(
            landscape.api("/api/v1/tasks"),
            """
            { "source": "shanghai/manual/app:1.0", "target": "frankfurt/by-hand/app:stable" }
            """);

    assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
    waybill.awaitRecord("repository=by-hand/app&trigger=manual", "succeeded");
    assertThat(images.digestInFrankfurt("by-hand/app", "stable")).isEqualTo(pushed.digest());
  }

  @Test
  void aRegistryThatCannotBeReachedIsTriedAgainAndSaysWhy() {
    waybill.makeRule("unreachable", "unreachable/**", "nowhere", "always");

    images.pushToShanghai("unreachable/app", "1.0", 8);

    JsonNode record = waybill.awaitRecord("repository=unreachable/app&tag=1.0", "waiting");
    assertThat(record.get("failure").get("code").asText()).isEqualTo("NETWORK");
    assertThat(record.get("failure").get("reason").asText()).contains("127.0.0.1:1");
    assertThat(record.hasNonNull("retryAt")).isTrue();
    // Its region is parked by now: what comes later waits in Kafka, and says why as well.
    images.pushToShanghai("unreachable/later", "1.0", 9);
    JsonNode later = waybill.awaitRecord("repository=unreachable/later&tag=1.0", "queued");
    assertThat(later.at("/failure/reason").asText()).contains("nowhere").contains("127.0.0.1:1");
  }

  @Test
  void aCopyThatRunsIsCancelledAndCanBeReplayed() {
    Http.Answer rule =
        Http.post(
            landscape.api("/api/v1/rules"),
            """
            { "name": "slow",
              "source": { "registry": "shanghai", "repositories": "slow/**" },
              "targets": [ { "registry": "frankfurt", "repository": "mirror/{repository}" } ],
              "bandwidth": "1kB/s" }
            """);
    assertThat(rule.status()).as(rule.response().body()).isEqualTo(201);
    images.pushToShanghai("slow/app", "1.0", 21);
    String taskId =
        waybill.awaitRecord("repository=slow/app&tag=1.0", "running").get("taskId").asText();

    Http.Answer asked = Http.post(landscape.api("/api/v1/tasks/" + taskId + ":cancel"), "");

    assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
    JsonNode record = waybill.awaitRecord("repository=slow/app&tag=1.0", "cancelled");
    assertThat(record.get("failure").get("code").asText()).isEqualTo("CANCELLED");
    await()
        .atMost(Duration.ofMinutes(4))
        .untilAsserted(
            () ->
                assertThat(waybill.record(taskId).get("attempts"))
                    .singleElement()
                    .extracting(attempt -> attempt.path("outcome").asText())
                    .isEqualTo("cancelled"));
    assertThat(images.digestInFrankfurt("mirror/slow/app", "1.0")).isEmpty();
    assertThat(replay(taskId, "slow-again").status()).isEqualTo(202);
    JsonNode again = waybill.awaitRecord("repository=slow/app&trigger=replay", "running");
    assertThat(again.get("replayOf").asText()).isEqualTo(taskId);
    String replayed = again.get("taskId").asText();
    assertThat(Http.post(landscape.api("/api/v1/tasks/" + replayed + ":cancel"), "").status())
        .isEqualTo(202);
    waybill.awaitRecord("repository=slow/app&trigger=replay", "cancelled");
  }

  @Test
  void aTaskThatWaitsIsCancelledAtOnce() {
    waybill.makeRule("given-up", "given-up/**", "gone", "always");
    images.pushToShanghai("given-up/app", "1.0", 22);
    String taskId =
        waybill.awaitRecord("repository=given-up/app&tag=1.0", "waiting").get("taskId").asText();

    Http.Answer asked = Http.post(landscape.api("/api/v1/tasks/" + taskId + ":cancel"), "");

    assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
    assertThat(asked.body().get("status").asText()).isIn("cancelled", "running");
    waybill.awaitRecord("repository=given-up/app&tag=1.0", "cancelled");
  }

  @Test
  void aRuleThatCannotRunIsRefusedWithWhatToDo() {
    List<String> malformed =
        List.of(
            "{ \"name\": \"x\" ",
            "{ \"name\": \"x\", \"source\": { \"registry\": \"shanghai\", \"repositories\": \"**\""
                + " } }",
            "{ \"name\": \"x\", \"source\": { \"registry\": \"paris\", \"repositories\": \"**\" },"
                + " \"targets\": [ { \"registry\": \"frankfurt\" } ] }",
            "{ \"name\": \"x\", \"source\": { \"registry\": \"shanghai\", \"repositories\": \"{a\""
                + " }, \"targets\": [ { \"registry\": \"frankfurt\" } ] }",
            "{ \"name\": \"x\", \"source\": { \"registry\": \"shanghai\", \"repositories\": \"**\""
                + " }, \"targets\": [ { \"registry\": \"frankfurt\" } ], \"overwrit\": \"never\""
                + " }");

    for (String body : malformed) {
      Http.Answer answer = Http.post(landscape.api("/api/v1/rules"), body);

      assertThat(answer.status()).as(body).isIn(400, 422);
      assertThat(answer.response().headers().firstValue("content-type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
      assertThat(answer.body().get("detail").asText()).as(body).isNotBlank();
      assertThat(answer.response().body()).doesNotContain("io.waybill").doesNotContain("Exception");
    }
  }

  @Test
  void aWebhookThatIsUnsignedOrTooLargeOrNoJsonIsAnsweredPlainly() {
    assertThat(Http.post(landscape.webhook(), "{}").status()).isEqualTo(401);
    assertThat(
            Http.post(landscape.webhook(), "{}", "Authorization", "Bearer something else").status())
        .isEqualTo(401);
    assertThat(deliverRaw("x".repeat(2 << 20)).status()).isEqualTo(413);
    assertThat(Http.post(landscape.gateway("/webhooks/unknown"), "{}").status()).isEqualTo(404);

    Http.Answer notJson = deliverRaw("this is no JSON");

    // docker distribution repeats a refused event for ever and holds back all later ones.
    assertThat(notJson.status()).isEqualTo(202);
    assertThat(notJson.body().hasNonNull("deadLetter")).isTrue();
  }

  @Test
  void everyRoleTellsItsHealthAndItsMetrics() {
    for (URI role : roles().values()) {
      assertThat(Http.get(role.resolve("/health/live")).status()).as("%s", role).isEqualTo(200);
      assertThat(Http.get(role.resolve("/health/ready")).status()).as("%s", role).isEqualTo(200);
      HttpResponse<String> metrics = Http.get(role.resolve("/metrics")).response();
      assertThat(metrics.body()).contains("jvm_memory_used_bytes");
      assertThat(Exposition.families(metrics.body()).stream().map(Exposition.Family::line))
          .filteredOn(line -> line.contains(" waybill_") || line.contains(" http_server_"))
          .as("what %s publishes, all of it declared", role)
          .isNotEmpty()
          .isSubsetOf(Catalogue.golden());
    }
  }

  @Test
  void everyMetricThatIsPromisedIsPublishedOnceAnImageWasCopied() {
    waybill.makeRule("measured", "measured/**", "frankfurt", "always");
    images.pushToShanghai("measured/app", "1.0", 23);

    waybill.awaitRecord("repository=measured/app&tag=1.0", "succeeded");

    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(published())
                    .containsAll(
                        Catalogue.golden().stream()
                            .filter(line -> roles().keySet().stream().anyMatch(line::startsWith))
                            .filter(line -> line.contains(" waybill_"))
                            .filter(line -> !RARE.contains(line))
                            .toList()));
  }

  /** What all roles publish now, as the lines of the golden file. */
  private Set<String> published() {
    return roles().values().stream()
        .map(role -> Http.get(role.resolve("/metrics")).response().body())
        .flatMap(scrape -> Exposition.families(scrape).stream())
        .map(Exposition.Family::line)
        .collect(Collectors.toSet());
  }

  /** Where each role answers. */
  private Map<String, URI> roles() {
    // Whether the all-in-one opens the worker's port is not a promise.
    return shape == Landscape.Shape.ALL_IN_ONE
        ? Map.of("gateway", landscape.gateway("/"), "api", landscape.api("/"))
        : Map.of(
            "gateway",
            landscape.gateway("/"),
            "worker",
            landscape.worker("/"),
            "api",
            landscape.api("/"));
  }

  @Test
  void rulesCanBeListedReadChangedAndDeleted() {
    JsonNode made = waybill.makeRule("changed", "changed/**", "frankfurt", "always");
    var rule = landscape.api("/api/v1/rules/" + made.get("id").asText());

    Http.Answer changed =
        Http.put(
            rule,
            """
            { "name": "changed", "enabled": false,
              "source": { "registry": "shanghai", "repositories": "changed/**" },
              "targets": [ { "registry": "frankfurt" } ] }
            """);

    assertThat(changed.status()).as(changed.response().body()).isEqualTo(200);
    assertThat(Http.get(rule).body().get("revision").asInt()).isEqualTo(2);
    assertThat(Http.get(landscape.api("/api/v1/rules?limit=500")).body().get("items"))
        .anySatisfy(item -> assertThat(item.get("name").asText()).isEqualTo("changed"));
    assertThat(Http.delete(rule).status()).isEqualTo(204);
    assertThat(Http.get(rule).status()).isEqualTo(404);
  }

  @Test
  void recordsAreFoundByTheirFilters() {
    waybill.makeRule("filtered", "filtered/**", "frankfurt", "always");
    images.pushToShanghai("filtered/app", "1.0", 9);
    waybill.awaitRecord("repository=filtered/app&tag=1.0", "succeeded");

    for (String filter :
        Set.of("rule=filtered", "registry=frankfurt&repository=filtered/app", "tag=1.0")) {
      assertThat(waybill.records(filter))
          .as(filter)
          .anySatisfy(
              record ->
                  assertThat(record.get("source").asText()).isEqualTo("shanghai/filtered/app:1.0"));
    }
    assertThat(waybill.records("rule=filtered&status=failed")).isEmpty();
  }

  private Http.Answer replay(String taskId, String key) {
    return Http.post(
        landscape.api("/api/v1/replays"),
        "{ \"taskIds\": [\"" + taskId + "\"] }",
        "Idempotency-Key",
        key);
  }

  private void deliver(String body) {
    Http.Answer answer = deliverRaw(body);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
  }

  private Http.Answer deliverRaw(String body) {
    return Http.post(
        landscape.webhook(), body, "Authorization", "Bearer " + landscape.hookSecret());
  }
}
