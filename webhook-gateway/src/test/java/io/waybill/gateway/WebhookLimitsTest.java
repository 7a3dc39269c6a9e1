package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.wire.Topics;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a webhook puts up with; what any request may be is tested with the chassis' server. */
class WebhookLimitsTest {
  private static EmbeddedKafka kafka;
  private static TestGateway gateway;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    kafka = EmbeddedKafka.start(directory);
    WaybillConfig config = TestGateway.config().withKafka(kafka.bootstrapServers());
    Map<String, WebhookConfig> webhooks = new HashMap<>(config.webhooks());
    webhooks.computeIfPresent(
        TestGateway.BUILDS,
        (name, webhook) -> webhook.withIntake(webhook.intake().withRequestsPerSecond(2)));
    webhooks.put(
        "open", WebhookConfig.of(Registry.of("shanghai"), "distribution", Optional.empty()));
    gateway = TestGateway.start(config.withWebhooks(webhooks));
    gateway.awaitReady();
  }

  @AfterAll
  static void stop() {
    gateway.close();
    kafka.close();
  }

  @Test
  void moreThanTheRateIsToldToComeBackAndOnlyTheRightSecretUsesItUp() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(gateway.post(TestGateway.BUILDS, build(), "Authorization", "wrong").statusCode())
          .isEqualTo(401);
    }
    List<HttpResponse<String>> answers = new ArrayList<>();
    answers.add(gateway.post(TestGateway.BUILDS, build()));
    while (answers.getLast().statusCode() == 202 && answers.size() < 1000) {
      answers.add(gateway.post(TestGateway.BUILDS, build()));
    }

    assertThat(answers.getFirst().statusCode()).isEqualTo(202);
    HttpResponse<String> refused = answers.getLast();
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(refused.body()).contains("takes 2 requests in a second (webhooks.builds.requests");
    assertThat(gateway.get("/metrics").body())
        .containsPattern("waybill_gateway_deliveries_rejected_total\\{reason=\"rate\"[^}]*} [1-9]");
  }

  @Test
  void aBodyThatIsNestedTooDeeplyIsNotUnderstoodAndKept() throws Exception {
    String deep = "{\"events\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}";

    HttpResponse<String> answer = gateway.post(TestGateway.PUSH, deep.getBytes(UTF_8));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).contains("deadLetter", "nested too deeply");
  }

  @Test
  void aPackedBodyIsNotUnpackedButKeptAsItCame() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      byte[] blanks = " ".repeat(1 << 20).getBytes(UTF_8);
      for (int i = 0; i < 16; i++) {
        gzip.write(blanks);
      }
    }

    HttpResponse<String> answer =
        gateway.post(
            TestGateway.PUSH,
            packed.toByteArray(),
            "Authorization",
            "Bearer " + TestGateway.SECRET,
            "Content-Encoding",
            "gzip");

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).contains("deadLetter");
    String kept = Base64.getEncoder().encodeToString(packed.toByteArray());
    assertThat(gateway.read(Topics.DEAD_LETTERS))
        .anyMatch(letter -> new String(letter.value(), UTF_8).contains(kept));
  }

  @Test
  void aDeliveryThatSomebodySendsAgainIsTheSameEvent() throws Exception {
    HttpResponse<String> first = gateway.post(TestGateway.PUSH, push());
    HttpResponse<String> again = gateway.post(TestGateway.PUSH, push());

    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.body()).contains("sent-again");
    assertThat(again.body()).isEqualTo(first.body());
  }

  @Test
  void aPageInABrowserCannotPostWhereNoSecretIsAskedFor() throws Exception {
    for (String[] browser :
        List.of(
            new String[] {"Origin", "https://elsewhere.example.com"},
            new String[] {"Origin", gateway.uri().toString()},
            new String[] {"Origin", "null"},
            new String[] {"Sec-Fetch-Site", "cross-site"})) {
      HttpResponse<String> answer = gateway.post("open", push(), browser);

      assertThat(answer.statusCode()).as(List.of(browser).toString()).isEqualTo(401);
      assertThat(answer.body()).contains("comes from a page in a browser");
    }
    assertThat(gateway.post("open", push(), "User-Agent", "Go-http-client/1.1").statusCode())
        .isEqualTo(202);
    assertThat(
            gateway
                .post(
                    TestGateway.PUSH,
                    push(),
                    "Origin",
                    "https://elsewhere.example.com",
                    "Authorization",
                    "Bearer " + TestGateway.SECRET)
                .statusCode())
        .as("who knows the secret may be a page")
        .isEqualTo(202);
  }

  private static byte[] push() {
    return """
    {"events": [{"id": "sent-again", "timestamp": "2026-11-22T03:00:00Z", "action": "push",
      "target": {"mediaType": "application/vnd.oci.image.manifest.v1+json",
        "digest": "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "repository": "team/app", "tag": "1"}}]}
    """
        .getBytes(UTF_8);
  }

  private static byte[] build() {
    return """
    {"specversion": "1.0", "id": "1", "source": "/n", "type": "io.waybill.image.pushed.v1",
     "data": {"repository": "tools/lint", "tag": "1"}}
    """
        .getBytes(UTF_8);
  }
}
