package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link GatewayConfig}: defaults, every key, each refusal. */
final class GatewayConfigTest {
  @Test
  void everyKeyIsMapped() throws Exception {
    assertThat(
            ConfigLoader.parse(
                    "gateway: { host: '::1', port: 1, maxBody: 2MiB, kafkaTimeout: 3s, maxInFlight:"
                        + " 4 }",
                    Map.of())
                .gateway())
        .isEqualTo(new GatewayConfig("::1", 1, ByteSize.ofMiB(2), TimeSpan.ofSeconds(3), 4));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(
            problemsOf(
                "gateway: { host: ' ', port: -1, maxBody: 1B, kafkaTimeout: 1ms, maxInFlight: 0 }"))
        .containsExactly(
            "gateway.host is empty",
            "gateway.port must be between 0 and 65535, but is -1",
            "gateway.maxBody must be between 1KiB and 64MiB, but is 1B",
            "gateway.kafkaTimeout must be between 100ms and 2m, but is 1ms",
            "gateway.maxInFlight must be between 1 and 1000000, but is 0");
  }
}
