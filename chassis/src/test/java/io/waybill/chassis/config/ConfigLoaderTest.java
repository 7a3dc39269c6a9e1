package io.waybill.chassis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where settings come from, and what is said when they are wrong. */
final class ConfigLoaderTest {
  @Test
  void nothingConfiguredIsTheDefault() throws Exception {
    assertThat(ConfigLoader.load(Optional.empty(), Map.of())).isEqualTo(WaybillConfig.DEFAULT);
  }

  @Test
  void theFileIsMapped() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse(
            """
            kafka: { bootstrapServers: "kafka:9092" }
            registries:
              shanghai: { url: "https://swr.example.com", region: cn-east, username: bot, password: "${PW}" }
            webhooks:
              push: { registry: shanghai, secret: s3cret }
            """,
            Map.of("PW", "hunter2"));

    assertThat(config.kafka().bootstrapServers()).contains("kafka:9092");
    assertThat(config.regionOf(Registry.of("shanghai"))).isEqualTo(Region.of("cn-east"));
    assertThat(config.registry(Registry.of("shanghai")).password()).contains(Secret.of("hunter2"));
    assertThat(config.toString()).doesNotContain("hunter2", "s3cret");
  }

  @Test
  void theEnvironmentWins() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse(
            "gateway: { port: 1 }",
            Map.of(
                "WAYBILL_GATEWAY_PORT", "2",
                "WAYBILL_REGISTRIES_TOKYO_URL", "https://tokyo.example.com",
                "WAYBILL_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SSL"));

    assertThat(config.gateway().port()).isEqualTo(2);
    assertThat(config.registries()).containsKey(Registry.of("tokyo"));
    assertThat(config.kafka().properties()).containsEntry("security.protocol", "SSL");
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearestKnownOne() {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class,
            () -> ConfigLoader.parse("kafka:\n  bootstrapServer: a:1\n", Map.of()));

    assertThat(refused)
        .hasMessage(
            "Unknown key kafka.bootstrapServer in waybill.yaml, line 2: did you mean"
                + " bootstrapServers?");
  }
}
