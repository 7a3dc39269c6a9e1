package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.chassis.config.GatewayConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.gateway.senders.SenderType;
import io.waybill.schemas.names.Registry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

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

    assertThat(endpoints.find("shanghai-push")).isPresent();
    assertThat(
            endpoints
                .find("shanghai-push")
                .orElseThrow()
                .authenticator()
                .accepts(Map.of(), new byte[0]))
        .isTrue();
  }

  @Test
  void withoutAnAddressOfKafkaItSaysWhatToSet() {
    assertThatThrownBy(() -> Gateway.start(TestGateway.config()))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("kafka.bootstrapServers");
  }

  @ParameterizedTest
  @FieldSource("io.waybill.gateway.senders.SenderType#ALL")
  void theConfigurationAdmitsEveryKnownSender(SenderType type) {
    WebhookConfig webhook =
        new WebhookConfig(Registry.of("shanghai"), type.name(), Optional.empty());

    assertThat(SenderType.find(webhook.type())).contains(type);
  }

  private static WaybillConfig unprotected(String host) {
    WaybillConfig config = TestGateway.config();
    GatewayConfig gateway = config.gateway();
    return config
        .withWebhooks(
            Map.of(
                "shanghai-push",
                new WebhookConfig(Registry.of("shanghai"), "distribution", Optional.empty())))
        .withGateway(
            new GatewayConfig(
                host, 0, gateway.maxBody(), gateway.kafkaTimeout(), gateway.maxInFlight()));
  }
}
