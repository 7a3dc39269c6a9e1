package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Migrations as they are asked for and shown; no worker runs. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MigrationApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PATH = "/api/v1/migrations";

  private @Nullable WaybillConfig config;
  private @Nullable Api api;
  private @Nullable ApiClient client;

  @BeforeAll
  void start(Servers servers) throws Exception {
    config = servers.config(servers.database());
    api = Api.start(config);
    client = new ApiClient(api.uri());
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(api).close();
  }

  private ApiClient client() {
    return Objects.requireNonNull(client);
  }

  private List<ScanStep> steps(String migration) throws UnreadableMessageException {
    List<ScanStep> steps = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record :
        TopicReader.read(Objects.requireNonNull(config).kafka(), Topics.SCANS)) {
      ScanStep step = Messages.readScanStep(Headers.of(record), record.value());
      if (String.valueOf(step.scan().migration()).equals(migration)) {
        steps.add(step);
      }
    }
    return steps;
  }

  private static String body(String parts) {
    return "{\"name\": \"moved\", \"parts\": [" + parts + "]}";
  }

  @Test
  void its_parts_are_looked_over_and_it_is_paused_resumed_and_cancelled() throws Exception {
    ApiClient.Answer asked =
        client()
            .post(
                PATH,
                """
                {"name": "whole", "overwrite": "always", "platforms": ["linux/amd64"],
                 "platformMode": "rebuilt", "parts": [
                  {"source": "127.0.0.1:5001/a/b", "target": "there/m/b"},
                  {"source": "here/a/c", "tags": ["v1", "v2"], "target": "127.0.0.1:5002/m/c"},
                  {"source": "here/a/d", "tags": ["v1"], "target": "there/m/d", "tag": "new"},
                  {"source": "here/a/e", "tags": "/v1.*/", "target": "there/m/e"}]}
                """);
    assertThat(asked.status()).as(asked.response().body()).isEqualTo(202);
    String id = asked.text("id");
    assertThat(asked.header("Location")).contains(PATH + "/" + id);
    await().atMost(PATIENCE).until(() -> steps(id).size() == 4);

    List<ScanStep> steps = steps(id);
    assertThat(steps)
        .extracting(step -> step.requireRepository().toString())
        .containsExactlyInAnyOrder("here/a/b", "here/a/c", "here/a/d", "here/a/e");
    ScanStep renamed =
        steps.stream()
            .filter(step -> step.requireRepository().path().equals("a/d"))
            .findFirst()
            .orElseThrow();
    assertThat(
            renamed
                .scan()
                .rule()
                .spec()
                .targets()
                .getFirst()
                .resolve(io.waybill.schemas.names.Reference.parse("here/a/d:v1"))
                .toString())
        .isEqualTo("there/m/d:new");
    assertThat(renamed.scan().rule().spec().priority())
        .isEqualTo(io.waybill.schemas.rules.Priority.LOW);
    assertThat(renamed.scan().rule().spec().platforms()).hasSize(1);

    assertThat(client().get("/api/v1/scans").json().path("items"))
        .as("they are shown with their migration")
        .isEmpty();
    JsonNode parts = client().get(PATH + "/whole/parts?limit=3").json();
    assertThat(parts.path("items")).hasSize(3);
    assertThat(parts.path("items").path(1).path("tags")).hasSize(2);
    assertThat(
            client()
                .get(PATH + "/whole/parts?limit=3&cursor=" + parts.path("nextCursor").asText())
                .json()
                .path("items")
                .path(0)
                .path("number")
                .asInt())
        .isEqualTo(4);
    assertThat(client().get(PATH + "/" + id + "/findings").json().path("items")).isEmpty();
    assertThat(client().get(PATH + "/" + id + "/parts?state=odd").status()).isEqualTo(400);

    assertThat(client().post(PATH + "/" + id + ":pause", "{}").text("state")).isEqualTo("paused");
    assertThat(client().post(PATH + "/" + id + ":resume", "{}").text("state")).isEqualTo("running");
    assertThat(client().post(PATH + "/" + id + ":cancel", "{}").text("state"))
        .isIn("cancelling", "cancelled");
    await()
        .atMost(PATIENCE)
        .until(() -> client().get(PATH + "/" + id).text("state").equals("cancelled"));
    assertThat(client().post(PATH + "/" + id + ":resume", "{}").status()).isEqualTo(409);
    assertThat(client().get(PATH).json().path("items")).isNotEmpty();
  }

  @Test
  void an_image_by_its_digest_becomes_a_task() throws Exception {
    String digest = "sha256:" + "a".repeat(64);
    String id =
        client()
            .post(
                PATH,
                body(
                    "{\"source\": \"here/a/b\", \"digest\": \"%s\", \"target\": \"there/m/b\", \"tag\": \"v1\"}"
                        .formatted(digest)))
            .text("id");
    JsonNode record =
        await()
            .atMost(PATIENCE)
            .until(
                () ->
                    client()
                        .get("/api/v1/records?event=migration-" + id)
                        .json()
                        .path("items")
                        .path(0),
                JsonNode::isObject);
    assertThat(record.path("source").asText()).isEqualTo("here/a/b@" + digest);
    assertThat(record.path("target").asText()).isEqualTo("there/m/b:v1");
    client().post(PATH + "/" + id + ":cancel", "{}");
    await()
        .atMost(PATIENCE)
        .until(() -> client().get(PATH + "/" + id).text("state").equals("cancelled"));
  }

  @Test
  void registries_that_are_not_known_are_refused_all_at_once_and_nothing_starts() throws Exception {
    ApiClient.Answer refused =
        client()
            .post(
                PATH,
                body(
                    """
                    {"source": "quay.io/a/b", "target": "there/m/b"},
                    {"source": "here/a/b", "target": "swr.example.com/m/b"}
                    """));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("detail")).contains("quay.io, swr.example.com", "registries:");
    assertThat(refused.json().path("unknownRegistries")).hasSize(2);
  }

  @Test
  void what_makes_no_sense_is_refused() throws Exception {
    for (String part :
        List.of(
            "{\"source\": \"here/a/b\", \"target\": \"here/a/b\"}",
            "{\"source\": \"here/a/b\", \"target\": \"there/a/b\", \"tag\": \"v1\"}",
            "{\"source\": \"here/a/b\", \"tags\": [\"v1\", \"v2\"], \"target\": \"there/a/b\","
                + " \"tag\": \"v1\"}",
            "{\"source\": \"here/a/b\", \"tags\": \"v1\", \"digest\": \"sha256:%s\", \"target\": \"there/a/b\"}"
                .formatted("a".repeat(64)),
            "{\"source\": \"app\", \"target\": \"there/a/b\"}",
            "{\"source\": \"here/UPPER\", \"target\": \"there/a/b\"}")) {
      ApiClient.Answer refused = client().post(PATH, body(part));
      assertThat(refused.status()).as(part).isEqualTo(422);
      assertThat(refused.text("detail")).as(part).contains("parts[0]");
    }
    assertThat(
            client()
                .post(
                    PATH,
                    "{\"parts\": [{\"source\": \"here/a\", \"target\": \"there/a\"}], \"schedule\":"
                        + " \"0 3 * * *\"}")
                .text("detail"))
        .contains("schedule");
    assertThat(client().get(PATH + "/nothing").status()).isEqualTo(404);
  }

  @Test
  void the_same_wish_with_the_same_key_is_one_migration() throws Exception {
    String body =
        body("{\"source\": \"here/a/key\", \"tags\": [\"v1\"], \"target\": \"there/a/b\"}");
    String one = client().post(PATH, body, "Idempotency-Key", "m1").text("id");
    assertThat(client().post(PATH, body, "Idempotency-Key", "m1").text("id")).isEqualTo(one);
    client().post(PATH + "/" + one + ":cancel", "{}");
  }
}
