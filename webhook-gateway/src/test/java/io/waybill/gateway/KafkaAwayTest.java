package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.waybill.chassis.config.SpoolConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.StartException;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.Ports;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.wire.Topics;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What senders see of a gateway that starts without Kafka, and what becomes of events that are not
 * sent again.
 */
class KafkaAwayTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir Path temp;
  private final int port = Ports.free();

  @Test
  void countsFromZeroOnSoThatTheFirstRefusalIsSeenToBeAnIncrease() throws Exception {
    try (TestGateway gateway = TestGateway.start(config(false))) {
      String atStart = gateway.get("/metrics").body();

      gateway.post(TestGateway.BUILDS, build(1));

      for (String webhook : List.of(TestGateway.BUILDS, TestGateway.PUSH)) {
        for (String reason : List.of("unauthorized", "unverified", "unreadable", "rate", "kafka")) {
          assertThat(atStart).contains(rejected(webhook, reason) + " 0.0");
        }
        assertThat(atStart)
            .contains(
                "waybill_gateway_dead_letters_total{role=\"gateway\",webhook=\"%s\"} 0.0"
                    .formatted(webhook));
      }
      assertThat(atStart)
          .contains(
              "waybill_kafka_publish_failures_total{role=\"gateway\",topic=\"waybill.events\"} 0.0",
              "waybill_kafka_publish_failures_total{role=\"gateway\",topic=\"waybill.dead-letters\"}"
                  + " 0.0");
      assertThat(gateway.get("/metrics").body())
          .contains(rejected(TestGateway.BUILDS, "kafka") + " 1.0");
    }
  }

  private static String rejected(String webhook, String reason) {
    return "waybill_gateway_deliveries_rejected_total{reason=\"%s\",role=\"gateway\",webhook=\"%s\"}"
        .formatted(reason, webhook);
  }

  @Test
  void aGatewayThatStartsWithoutKafkaTakesWebhooksOnceItIsThere() throws Exception {
    try (TestGateway gateway = TestGateway.start(config(false))) {
      HttpResponse<String> early = gateway.post(TestGateway.BUILDS, build(1));
      HttpResponse<String> readiness = gateway.get("/health/ready");

      assertThat(early.statusCode()).isEqualTo(503);
      assertThat(early.headers().firstValue("Retry-After")).isPresent();
      assertThat(early.body()).contains("kafka-unavailable", "check kafka.bootstrapServers");
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(readiness.body()).contains("check kafka.bootstrapServers");
      assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
      assertThat(temp.resolve("data/spool")).doesNotExist();

      try (EmbeddedKafka _ = kafka()) {
        gateway.awaitReady();
        assertThat(gateway.post(TestGateway.BUILDS, build(1)).statusCode()).isEqualTo(202);
        assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
        assertThat(ids(gateway)).hasSize(1);
      }
    }
  }

  @Test
  void aSpoolThatNoWebhookHasAnyMoreMakesNoGatewayReady() throws Exception {
    Files.createDirectories(temp.resolve("data/spool"));
    try (TestGateway gateway = TestGateway.start(config(false))) {
      HttpResponse<String> readiness = gateway.get("/health/ready");

      assertThat(readiness.body()).contains("The spool is empty");
      assertThat(readiness.statusCode()).isEqualTo(503);
    }
  }

  @Test
  void whatIsNotSentAgainIsKeptAndArrivesInOrderThoughTheGatewayIsStoppedMeanwhile()
      throws Exception {
    List<String> accepted = new ArrayList<>();
    try (TestGateway gateway = TestGateway.start(config(true))) {
      for (int number = 0; number < 20; number++) {
        HttpResponse<String> answer = gateway.post(TestGateway.BUILDS, build(number));
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(answer.body()).contains("\"spooled\":true");
        accepted.add(id(answer));
      }
      assertThat(gateway.post(TestGateway.PUSH, WebhookHttpTest.push("x", "a/b", "1")).statusCode())
          .isEqualTo(503);
      // It can still save what would be lost otherwise, so a load balancer has to leave it in.
      HttpResponse<String> readiness = gateway.get("/health/ready");
      assertThat(readiness.statusCode()).isEqualTo(200);
      assertThat(readiness.body()).contains("holds 20 deliveries", "check kafka.bootstrapServers");
      assertThat(metrics(gateway))
          .containsEntry("waybill_gateway_spool_entries", 20.0)
          .containsEntry("waybill_gateway_deliveries_spooled_total", 20.0);
    }

    try (EmbeddedKafka _ = kafka();
        TestGateway gateway = TestGateway.start(config(true))) {
      gateway.awaitReady();
      awaitEmptySpool(gateway);
      HttpResponse<String> late = gateway.post(TestGateway.BUILDS, build(20));
      accepted.add(id(late));

      assertThat(late.body()).doesNotContain("spooled");
      assertThat(ids(gateway)).isEqualTo(accepted);
      assertThat(metrics(gateway))
          .containsEntry("waybill_gateway_spool_bytes", 0.0)
          .containsEntry("waybill_gateway_spool_oldest_seconds", 0.0)
          .containsEntry("waybill_gateway_deliveries_drained_total", 20.0);
    }
  }

  @Test
  void aFullSpoolAnswers503AndSaysWhichLimitToRaise() throws Exception {
    try (TestGateway gateway = TestGateway.start(config(true))) {
      byte[] unreadable = "x".repeat(300_000).getBytes(UTF_8);
      HttpResponse<String> answer = gateway.post(TestGateway.BUILDS, unreadable);
      for (int i = 0; i < 10 && answer.statusCode() != 503; i++) {
        answer = gateway.post(TestGateway.BUILDS, unreadable);
      }

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
      assertThat(answer.body()).contains("gateway.spool.maxSize is 1MiB");
      // Smaller ones find room; but the gateway says that it is about to be full.
      assertThat(gateway.post(TestGateway.BUILDS, build(1)).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void aRecordThatKafkaNeverTakesIsSetAsideAndDoesNotHoldTheOthersUp() throws Exception {
    try (EmbeddedKafka _ = kafka();
        TestGateway gateway = TestGateway.start(config(true))) {
      gateway.awaitReady();
      change(Topics.DEAD_LETTERS, "max.message.bytes", "1000");
      byte[] unreadable = new byte[5000];
      new Random(7).nextBytes(unreadable);

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                gateway.post(TestGateway.BUILDS, unreadable);
                assertThat(metrics(gateway).get("waybill_gateway_records_refused_total"))
                    .isPositive();
              });
      String event = id(gateway.post(TestGateway.BUILDS, build(1)));
      awaitEmptySpool(gateway);

      assertThat(ids(gateway)).contains(event);
      assertThat(Files.readString(temp.resolve("data/spool/refused.jsonl")))
          .contains("\"topic\":\"waybill.dead-letters\"", "\"webhook\":\"builds\"");
    }
  }

  @Test
  void aNameThatNobodyKnowsYetIsNoReasonNotToListen() throws Exception {
    WaybillConfig config = config(true).withKafka("kafka.invalid:9092");
    try (TestGateway gateway = TestGateway.start(config)) {
      assertThat(gateway.post(TestGateway.BUILDS, build(1)).statusCode()).isEqualTo(202);
    }
  }

  @Test
  void twoGatewaysDoNotShareASpool() throws Exception {
    try (TestGateway _ = TestGateway.start(config(true))) {
      assertThatExceptionOfType(StartException.class)
          .isThrownBy(() -> TestGateway.start(config(true)))
          .withMessageContaining("in use by")
          .withMessageContaining("gateway.spool.directory");
    }
  }

  private EmbeddedKafka kafka() {
    return EmbeddedKafka.builder(temp.resolve("kafka")).port(port).start();
  }

  /** The webhook for builds has a spool, or not. */
  private WaybillConfig config(boolean spooled) {
    WaybillConfig config = TestGateway.config();
    Map<String, WebhookConfig> webhooks = new HashMap<>(config.webhooks());
    webhooks.computeIfPresent(
        TestGateway.BUILDS,
        (name, webhook) -> webhook.withIntake(webhook.intake().withSpool(spooled)));
    return config
        .withKafka("127.0.0.1:" + port)
        .withWebhooks(webhooks)
        .withData(temp.resolve("data"))
        .withGateway(
            config.gateway().withSpool(new SpoolConfig(Optional.empty(), ByteSize.ofMiB(1))));
  }

  private void change(String topic, String key, String value) throws Exception {
    WaybillConfig config = config(false);
    try (Admin admin = new KafkaClients(config.kafka(), "test").admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, topic),
                  List.of(
                      new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static void awaitEmptySpool(TestGateway gateway) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(metrics(gateway)).containsEntry("waybill_gateway_spool_entries", 0.0));
  }

  /** The values of all metrics, over their tags. */
  private static Map<String, Double> metrics(TestGateway gateway) throws Exception {
    Map<String, Double> values = new HashMap<>();
    gateway
        .get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("waybill_"))
        .forEach(
            line ->
                values.merge(
                    line.replaceFirst("[{ ].*", ""),
                    Double.parseDouble(line.substring(line.lastIndexOf(' '))),
                    Double::sum));
    return values;
  }

  private static List<String> ids(TestGateway gateway) {
    return gateway.read(Topics.EVENTS).stream()
        .map(record -> String.valueOf(Headers.of(record).get("ce_id")))
        .distinct()
        .toList();
  }

  private static String id(HttpResponse<String> answer) {
    return answer.body().replaceFirst(".*\"events\":\\[\"([^\"]+)\".*", "$1");
  }

  /** One repository, so that all of them have one key and with it an order. */
  private static byte[] build(int number) {
    return """
    {"specversion": "1.0", "id": "%d", "source": "/nightly", "type": "io.waybill.image.pushed.v1",
     "data": {"repository": "tools/lint", "tag": "%d"}}
    """
        .formatted(number, number)
        .getBytes(UTF_8);
  }
}
