package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.chassis.config.MappingConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.gateway.auth.Anyone;
import io.waybill.schemas.names.Registry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatewayStartTest {
  @Test
  void aWebhookWithoutASecretIsRefusedWhereOtherMachinesCanReachTheListener() {
    WaybillConfig config = unprotected("0.0.0.0");

    assertThatThrownBy(() -> Gateway.start(config.withKafka("127.0.0.1:1")))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("webhooks.shanghai-push has no secret, but gateway.host is 0.0.0.0")
        .hasMessageContaining("WAYBILL_WEBHOOKS_SHANGHAI_PUSH_SECRET");
  }

  @Test
  void aWebhookWithoutASecretIsFineOnThisMachineOnly() throws Exception {
    Endpoints endpoints = Endpoints.of(unprotected("localhost"));

    assertThat(endpoints.find("shanghai-push").orElseThrow().access().deliveries())
        .isEqualTo(new Anyone());
  }

  @Test
  void withoutAnAddressOfKafkaItSaysWhatToSet() {
    assertThatThrownBy(() -> Gateway.start(TestGateway.config()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("kafka.bootstrapServers");
  }

  @Test
  void anUnknownSenderIsRefusedWithAllThatAreKnown() {
    WaybillConfig config = TestGateway.config();
    WebhookConfig pigeon =
        WebhookConfig.of(
            Registry.of("shanghai"), "pigeon", Optional.of(Secret.of(TestGateway.SECRET)));

    assertThat(Gateway.refusal(config.withWebhooks(Map.of("birds", pigeon))))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .contains("webhooks.birds.type is \"pigeon\"")
                    .contains("distribution")
                    .contains("waybill"));
  }

  @Test
  void aMappingIsWantedWhereNothingIsKnownOfThePayloadsAndNowhereElse() {
    WebhookConfig unmapped = webhook("mapped");
    MappingConfig mapping =
        new MappingConfig(
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.of("/repo"),
            Optional.of("/tag"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    assertThat(refusal(unmapped))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence).startsWith("webhooks.birds.mapping.repository is missing"));
    assertThat(refusal(mapped(unmapped, mapping))).isEmpty();
    assertThat(refusal(mapped(webhook("distribution"), mapping)))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence)
                    .startsWith("webhooks.birds.mapping has no effect with the type distribution"));
  }

  private static WebhookConfig webhook(String type) {
    return WebhookConfig.of(
        Registry.of("shanghai"), type, Optional.of(Secret.of(TestGateway.SECRET)));
  }

  private static WebhookConfig mapped(WebhookConfig webhook, MappingConfig mapping) {
    return webhook.withIntake(webhook.intake().withMapping(mapping));
  }

  private static Optional<String> refusal(WebhookConfig webhook) {
    return Gateway.refusal(TestGateway.config().withWebhooks(Map.of("birds", webhook)));
  }

  private static WaybillConfig unprotected(String host) {
    WaybillConfig config = TestGateway.config();
    return config
        .withWebhooks(
            Map.of(
                "shanghai-push",
                WebhookConfig.of(Registry.of("shanghai"), "distribution", Optional.empty())))
        .withGateway(config.gateway().withAddress(host, 0));
  }
}
