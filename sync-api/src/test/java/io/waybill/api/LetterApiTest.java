package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LetterApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Instant AT = Instant.parse("2026-11-22T03:00:00Z");

  private @Nullable WaybillConfig config;
  private @Nullable Api api;
  private @Nullable ApiClient client;
  private @Nullable MessagePublisher publisher;

  @BeforeAll
  void start(Servers servers) throws Exception {
    config = servers.config(servers.database());
    api = Api.start(config);
    client = new ApiClient(api.uri());
    publisher = new KafkaClients(config.kafka(), "test").publisher();
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(publisher).close();
    Objects.requireNonNull(api).close();
  }

  @Test
  void a_letter_is_shown_with_its_body_and_without_secrets() throws Exception {
    DeadLetter letter =
        letter(
            "waybill.events/0/17",
            Map.of(
                CloudEvents.TYPE,
                "io.waybill.unknown.v9",
                "authorization",
                "Bearer hush",
                "x-my-token",
                "hush"),
            "{\"a\":\"ü\"}".getBytes(StandardCharsets.UTF_8));
    publish(letter);
    publish(letter);

    JsonNode shown = awaitLetter(letter.id());

    assertThat(shown.path("topic").asText()).isEqualTo("waybill.events");
    assertThat(shown.path("reason").asText()).isEqualTo("The test says so.");
    assertThat(shown.path("headers").path("ce_type").asText()).isEqualTo("io.waybill.unknown.v9");
    assertThat(shown.toString()).doesNotContain("hush");
    assertThat(shown.path("body").asText()).isEqualTo(letter.body());
    assertThat(shown.path("text").asText()).isEqualTo("{\"a\":\"ü\"}");
    assertThat(shown.has("obstacle")).isFalse();
    assertThat(client().get("/api/v1/dead-letters/" + letter.id() + "/body").response().body())
        .isEqualTo("{\"a\":\"ü\"}");
    assertThat(client().get("/api/v1/dead-letters?topic=waybill.events").json().path("items"))
        .filteredOn(item -> item.path("id").asText().equals(letter.id().toString()))
        .hasSize(1);
  }

  @Test
  void a_letter_goes_back_to_its_topic_byte_for_byte_and_once_for_the_same_wish() throws Exception {
    byte[] bytes = {'{', (byte) 0xff, 0, '}'};
    String subject = "here/prod/" + UUID.randomUUID();
    DeadLetter letter =
        letter(
            "waybill.events/1/4",
            Map.of(CloudEvents.TYPE, "io.waybill.unknown.v9", CloudEvents.SUBJECT, subject),
            bytes);
    publish(letter);
    assertThat(awaitLetter(letter.id()).has("text")).isFalse();
    String path = "/api/v1/dead-letters/" + letter.id() + ":replay";

    ApiClient.Answer first = client().post(path, "", "Idempotency-Key", "back");
    ApiClient.Answer second = client().post(path, "", "Idempotency-Key", "back");

    assertThat(first.status()).isEqualTo(202);
    assertThat(second.status()).isEqualTo(202);
    assertThat(first.json().path("replays").asInt()).isEqualTo(1);
    assertThat(first.text("replayedBy")).isEqualTo("anyone");
    assertThat(onEvents(subject))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.value()).isEqualTo(bytes);
              assertThat(Headers.of(record)).containsAllEntriesOf(letter.headers());
            });
    assertThat(client().get("/api/v1/dead-letters?replayed=true").json().path("items"))
        .anySatisfy(item -> assertThat(item.path("id").asText()).isEqualTo(letter.id().toString()));
  }

  @Test
  void what_a_sender_posted_is_refused_with_what_to_do_instead() throws Exception {
    DeadLetter letter =
        letter("/webhooks/push", Map.of(), "no JSON".getBytes(StandardCharsets.UTF_8));
    publish(letter);
    assertThat(awaitLetter(letter.id()).path("webhook").asText()).isEqualTo("push");

    ApiClient.Answer answer = client().post("/api/v1/dead-letters/" + letter.id() + ":replay", "");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("detail")).contains("/webhooks/push").contains("/body");
  }

  @Test
  void a_body_that_is_too_large_is_not_kept() throws Exception {
    byte[] large = new byte[(1 << 20) + 1];
    Arrays.fill(large, (byte) 'x');
    DeadLetter letter = letter("waybill.events/0/99", Map.of(), large);
    publish(letter);

    JsonNode shown = awaitLetter(letter.id());

    assertThat(shown.path("size").asInt()).isEqualTo(large.length);
    assertThat(shown.has("body")).isFalse();
    assertThat(shown.path("obstacle").asText()).contains("1 MiB");
    assertThat(client().get("/api/v1/dead-letters/" + letter.id() + "/body").status())
        .isEqualTo(404);
  }

  @Test
  void many_are_counted_first_then_put_back_and_settled() throws Exception {
    Instant from = Instant.parse("2020-01-01T00:00:00Z");
    DeadLetter event = at(letter("waybill.events/0/1", Map.of(), new byte[] {'1'}), from);
    DeadLetter posted =
        at(letter("/webhooks/old", Map.of(), new byte[] {'2'}), from.plusSeconds(1));
    publish(event);
    publish(posted);
    awaitLetter(event.id());
    awaitLetter(posted.id());
    String wish = "{\"filter\":{\"until\":\"2021-01-01T00:00:00Z\"}";

    JsonNode preview =
        client().post("/api/v1/dead-letters:replay", wish + ",\"dryRun\":true}").json();
    JsonNode done = client().post("/api/v1/dead-letters:replay", wish + "}").json();
    JsonNode again = client().post("/api/v1/dead-letters:replay", wish + "}").json();
    JsonNode settled = client().post("/api/v1/dead-letters:settle", wish + "}").json();

    assertThat(preview.path("matched").asInt()).isEqualTo(2);
    assertThat(preview.path("replayed").asInt()).isEqualTo(1);
    assertThat(preview.path("refusals").path(0).path("reason").asText()).contains("/webhooks/old");
    assertThat(done.path("replayed").asInt()).isEqualTo(1);
    assertThat(again.path("replayed").asInt()).isZero();
    assertThat(onEvents(event.id().toString())).hasSize(1);
    assertThat(settled.path("settled").asInt()).isEqualTo(2);
    assertThat(
            client()
                .get("/api/v1/dead-letters?settled=false&until=2021-01-01T00:00:00Z")
                .json()
                .path("items"))
        .isEmpty();
    ApiClient.Answer page = client().get("/api/v1/dead-letters?until=2021-01-01T00:00:00Z&limit=1");
    assertThat(page.json().has("nextCursor")).isTrue();
  }

  @Test
  void a_question_that_makes_no_sense_is_refused() throws Exception {
    for (String query : List.of("since=yesterday", "replayed=perhaps", "topik=x", "topic=%00")) {
      assertThat(client().get("/api/v1/dead-letters?" + query).status()).as(query).isEqualTo(400);
    }
    assertThat(client().get("/api/v1/dead-letters/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(client().get("/api/v1/dead-letters/nonsense").status()).isEqualTo(400);
  }

  private static DeadLetter letter(String origin, Map<String, String> headers, byte[] bytes) {
    return DeadLetter.of(origin, "The test says so.", headers, bytes, AT);
  }

  private static DeadLetter at(DeadLetter letter, Instant at) {
    return new DeadLetter(
        letter.id(), letter.origin(), letter.reason(), letter.headers(), letter.body(), at);
  }

  private void publish(DeadLetter letter) throws Exception {
    Message message = Messages.of(letter);
    Objects.requireNonNull(publisher).publishAndWait(Topics.DEAD_LETTERS, message);
  }

  private JsonNode awaitLetter(UUID id) {
    return await()
        .atMost(PATIENCE)
        .until(() -> client().get("/api/v1/dead-letters/" + id).json(), found -> found.has("id"));
  }

  private List<ConsumerRecord<String, byte[]>> onEvents(String key) {
    return TopicReader.read(Objects.requireNonNull(config).kafka(), Topics.EVENTS).stream()
        .filter(record -> key.equals(record.key()))
        .toList();
  }

  private ApiClient client() {
    return Objects.requireNonNull(client);
  }
}
