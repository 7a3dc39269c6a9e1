package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.kafka.Headers;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.gateway.senders.Samples;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What senders see, on a real broker. */
class WebhookHttpTest {
  private static EmbeddedKafka kafka;
  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    kafka = EmbeddedKafka.start(directory);
    gateway = TestGateway.start(kafka.bootstrapServers());
  }

  @AfterAll
  static void stop() {
    gateway.close();
    kafka.close();
  }

  @Test
  void anAcceptedPushIsOnKafkaWithItsTraceBeforeItIsAnswered() throws Exception {
    String id = UUID.randomUUID().toString();
    String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    HttpResponse<String> answer =
        gateway.post(
            TestGateway.PUSH,
            push(id, "payments/ledger", "2.7.1"),
            "Authorization",
            "Bearer " + TestGateway.SECRET,
            "traceparent",
            trace);

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer))
        .isEqualTo(Json.lenient().readTree("{\"events\":[\"" + id + "\"],\"ignored\":0}"));
    ConsumerRecord<String, byte[]> record = eventRecord(id);
    assertThat(record.key()).isEqualTo("shanghai/payments/ledger");
    assertThat(Headers.of(record)).containsEntry("traceparent", trace);
    assertThat(event(record))
        .isInstanceOfSatisfying(
            ImagePushed.class,
            pushed -> {
              assertThat(pushed.reference().text()).isEqualTo("shanghai/payments/ledger:2.7.1");
              assertThat(pushed.origin()).isEqualTo("/webhooks/shanghai-push");
            });
  }

  @Test
  void aSenderWithoutATraceStartsOne() throws Exception {
    String id = UUID.randomUUID().toString();

    gateway.post(TestGateway.PUSH, push(id, "a/b", "1"));

    assertThat(Headers.of(eventRecord(id)).get("traceparent"))
        .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
  }

  @Test
  void severalEventsOfABodyAreAllThereAndTheRestIsCounted() throws Exception {
    HttpResponse<String> answer =
        gateway.post(TestGateway.PUSH, Samples.read("distribution/several.json"));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("ignored").intValue()).isEqualTo(1);
    assertThat(json(answer).path("events")).hasSize(4);
    for (JsonNode id : json(answer).path("events")) {
      assertThat(eventRecord(id.textValue())).isNotNull();
    }
  }

  @Test
  void theSecretIsTakenInEachOfItsForms() throws Exception {
    String basic =
        Base64.getEncoder().encodeToString(("any:" + TestGateway.SECRET).getBytes(UTF_8));

    for (String value :
        List.of(TestGateway.SECRET, "Bearer " + TestGateway.SECRET, "Basic " + basic)) {
      assertThat(gateway.post(TestGateway.PUSH, push("x", "a/b", "1"), "Authorization", value))
          .extracting(HttpResponse::statusCode)
          .isEqualTo(202);
    }
  }

  @Test
  void aMissingAndAWrongSecretAreToldTheSame() throws Exception {
    HttpResponse<String> missing =
        gateway.post(TestGateway.PUSH, push("x", "a/b", "1"), new String[0]);
    HttpResponse<String> wrong =
        gateway.post(TestGateway.PUSH, push("x", "a/b", "1"), "Authorization", "Bearer wrong");

    assertThat(missing.statusCode()).isEqualTo(401);
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.body()).isEqualTo(missing.body()).doesNotContain(TestGateway.SECRET);
    assertThat(wrong.headers().firstValue("WWW-Authenticate")).isPresent();
    assertThat(json(wrong).path("detail").textValue()).contains("Set the header in the registry");
  }

  @Test
  void anUnknownWebhookIs404AndSaysWhereToAddIt() throws Exception {
    HttpResponse<String> answer = gateway.post("nobody", new byte[0]);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(json(answer).path("detail").textValue())
        .startsWith("No webhook is called \"nobody\": add it under webhooks");
  }

  @Test
  void aBodyOfDistributionThatIsNotJsonBecomesADeadLetterAndIsAnswered202() throws Exception {
    byte[] body = ("not json " + UUID.randomUUID()).getBytes(UTF_8);

    HttpResponse<String> answer =
        gateway.post(
            TestGateway.PUSH,
            body,
            "Authorization",
            "Bearer " + TestGateway.SECRET,
            "X-Api-Key",
            "another secret",
            "User-Agent",
            "somebody/1.0");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("events")).isEmpty();
    assertThat(json(answer).path("detail").textValue())
        .contains("not valid JSON")
        .contains("waybill.dead-letters")
        .contains("repeat it for ever, or send nothing any more");
    DeadLetter letter = deadLetter(json(answer).path("deadLetter").textValue());
    assertThat(letter.bytes()).isEqualTo(body);
    assertThat(letter.origin()).isEqualTo("/webhooks/shanghai-push");
    assertThat(letter.reason()).contains("not valid JSON");
    assertThat(letter.headers())
        .containsEntry("user-agent", "somebody/1.0")
        .doesNotContainKeys("authorization", "x-api-key");
  }

  @Test
  void theSameUnreadableBodyIsTheSameDeadLetterEachTime() throws Exception {
    byte[] body = "{\"hello\": \"world\"}".getBytes(UTF_8);

    JsonNode first = json(gateway.post(TestGateway.PUSH, body));
    JsonNode second = json(gateway.post(TestGateway.PUSH, body));

    assertThat(second.path("deadLetter")).isEqualTo(first.path("deadLetter"));
  }

  @Test
  void aBodyUnderstoodInPartGivesItsEventsAndKeepsTheWholeAsADeadLetter() throws Exception {
    String good = UUID.randomUUID().toString();
    String body =
        """
        {"events": [
          {"id": "%s", "action": "push", "target": {"repository": "a/b", "tag": "1"}},
          {"id": "x", "action": "push", "target": {"repository": "NOT/OK", "tag": "1"}}]}
        """
            .formatted(good);

    HttpResponse<String> answer = gateway.post(TestGateway.PUSH, body.getBytes(UTF_8));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(json(answer).path("events").path(0).textValue()).isEqualTo(good);
    assertThat(eventRecord(good)).isNotNull();
    assertThat(deadLetter(json(answer).path("deadLetter").textValue()).bytes())
        .isEqualTo(body.getBytes(UTF_8));
  }

  @Test
  void aLargeUnreadableBodyIsKeptAsFarAsKafkaTakesIt() throws Exception {
    byte[] body = new byte[900 << 10];
    new java.util.Random(7).nextBytes(body);

    HttpResponse<String> answer = gateway.post(TestGateway.PUSH, body);

    assertThat(answer.statusCode()).isEqualTo(202);
    DeadLetter letter = deadLetter(json(answer).path("deadLetter").textValue());
    assertThat(letter.bytes()).hasSize(DeadLetters.MAX_BYTES);
    assertThat(letter.reason()).contains("Only the first");
  }

  @Test
  void anUnreadableCloudEventIsRefusedAndKept() throws Exception {
    HttpResponse<String> answer = gateway.post(TestGateway.BUILDS, "{}".getBytes(UTF_8));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(json(answer).path("detail").textValue()).startsWith("The body is no CloudEvent");
    assertThat(deadLetter(json(answer).path("deadLetter").textValue()).bytes())
        .isEqualTo("{}".getBytes(UTF_8));
  }

  @Test
  void aCloudEventIsAccepted() throws Exception {
    HttpResponse<String> answer =
        gateway.post(
            TestGateway.BUILDS,
            "{\"repository\": \"tools/lint\", \"tag\": \"9.1\"}".getBytes(UTF_8),
            "Authorization",
            TestGateway.SECRET,
            "ce-specversion",
            "1.0",
            "ce-id",
            "17",
            "ce-source",
            "/nightly",
            "ce-type",
            "io.waybill.image.pushed.v1");

    assertThat(answer.statusCode()).isEqualTo(202);
    ImageEvent event = event(eventRecord(json(answer).path("events").path(0).textValue()));
    assertThat(event.repository()).hasToString("shanghai/tools/lint");
  }

  @Test
  void aBodyThatIsTooLargeIs413AndSaysWhichLimitToRaise() throws Exception {
    HttpResponse<String> answer = gateway.post(TestGateway.PUSH, new byte[(900 << 10) + 1]);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(json(answer).path("detail").textValue())
        .contains("900KiB")
        .contains("gateway.maxBody");
  }

  @Test
  void theTestAddressShowsWhatABodyWouldBecomeAndPublishesNothing() throws Exception {
    String id = UUID.randomUUID().toString();

    HttpResponse<String> answer = gateway.post(TestGateway.PUSH + "/test", push(id, "a/b", "1"));
    HttpResponse<String> unreadable =
        gateway.post(TestGateway.BUILDS + "/test", "[]".getBytes(UTF_8));
    HttpResponse<String> stranger =
        gateway.post(TestGateway.PUSH + "/test", push(id, "a/b", "1"), new String[0]);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode event = json(answer).path("events").path(0);
    assertThat(event.path("type").textValue()).isEqualTo("io.waybill.image.pushed.v1");
    assertThat(event.path("data").path("id").textValue()).isEqualTo(id);
    assertThat(event.path("data").path("repository").textValue()).isEqualTo("shanghai/a/b");
    assertThat(json(unreadable).path("status").intValue()).isEqualTo(400);
    assertThat(json(unreadable).path("unreadable")).hasSize(1);
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(gateway.read(Topics.EVENTS)).noneMatch(record -> hasId(record, id));
  }

  @Test
  void itIsReadyAndItsMetricsCarryTheDocumentedNames() throws Exception {
    gateway.post(TestGateway.PUSH, Samples.read("distribution/uninteresting.json"));
    gateway.post(TestGateway.PUSH, push("x", "a/b", "1"), "Authorization", "wrong");

    assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(gateway.get("/metrics").body())
        .containsPattern(
            "waybill_gateway_deliveries_received_total\\{role=\"gateway\",webhook=\"shanghai-push\"}"
                + " [1-9]")
        .contains("waybill_gateway_events_ignored_total{reason=\"blob\"")
        .containsPattern(
            "waybill_gateway_deliveries_rejected_total\\{reason=\"unauthorized\"[^}]*} [1-9]")
        .contains("waybill_gateway_publish_seconds_bucket")
        .contains("waybill_gateway_deliveries_inflight")
        .doesNotContain(TestGateway.SECRET);
  }

  static byte[] push(String id, String repository, String tag) {
    return """
    {"events": [{"id": "%s", "timestamp": "2026-03-14T09:26:53Z", "action": "push",
      "target": {"repository": "%s", "tag": "%s"}}]}
    """
        .formatted(id, repository, tag)
        .getBytes(UTF_8);
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    return Json.lenient().readTree(answer.body());
  }

  private static boolean hasId(ConsumerRecord<String, byte[]> record, String id) {
    return id.equals(Headers.of(record).get("ce_id"));
  }

  private static ConsumerRecord<String, byte[]> eventRecord(String id) {
    return gateway.read(Topics.EVENTS).stream()
        .filter(record -> hasId(record, id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("No event " + id + " on Kafka"));
  }

  private static ImageEvent event(ConsumerRecord<String, byte[]> record) throws Exception {
    return Messages.readEvent(Headers.of(record), record.value());
  }

  private static DeadLetter deadLetter(String id) throws Exception {
    for (ConsumerRecord<String, byte[]> record : gateway.read(Topics.DEAD_LETTERS)) {
      Map<String, String> headers = Headers.of(record);
      if (id.equals(headers.get("ce_id"))) {
        return Messages.readDeadLetter(headers, record.value());
      }
    }
    throw new AssertionError("No dead letter " + id + " on Kafka");
  }
}
