package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.embedded.EmbeddedKafka;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        .contains("waybill_gateway_deliveries_rejected_total{reason=\"rate\"");
  }

  @Test
  void aBodyThatIsNestedTooDeeplyIsNotUnderstoodAndKept() throws Exception {
    String deep = "{\"events\": " + "[".repeat(10_000) + "]".repeat(10_000) + "}";

    HttpResponse<String> answer = gateway.post(TestGateway.PUSH, deep.getBytes(UTF_8));

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body()).contains("deadLetter", "nested too deeply");
  }

  private static byte[] build() {
    return """
    {"specversion": "1.0", "id": "1", "source": "/n", "type": "io.waybill.image.pushed.v1",
     "data": {"repository": "tools/lint", "tag": "1"}}
    """
        .getBytes(UTF_8);
  }
}
