package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@link GatewayConfig}: defaults, every key, each refusal. */
final class GatewayConfigTest {
  @Test
  void everyKeyIsMapped() throws Exception {
    assertThat(
            ConfigLoader.parse(
                    """
                    gateway:
                      host: '::1'
                      port: 1
                      maxBody: 2MiB
                      bodyTimeout: 5s
                      kafkaTimeout: 3s
                      maxInFlight: 4
                      spool: { directory: /spool, maxSize: 6MiB }
                      tls: { certificate: /c.pem, key: /k.pem, clientAuthorities: /a.pem }
                    """,
                    Map.of())
                .gateway())
        .isEqualTo(
            new GatewayConfig(
                "::1",
                1,
                ByteSize.ofMiB(2),
                TimeSpan.ofSeconds(5),
                TimeSpan.ofSeconds(3),
                4,
                new SpoolConfig(Optional.of(Path.of("/spool")), ByteSize.ofMiB(6)),
                new TlsConfig(
                    Optional.of(Path.of("/c.pem")),
                    Optional.of(Path.of("/k.pem")),
                    Optional.of(Path.of("/a.pem")))));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(
            problemsOf(
                """
                gateway:
                  host: ' '
                  port: -1
                  maxBody: 1B
                  bodyTimeout: 1ms
                  kafkaTimeout: 1ms
                  maxInFlight: 0
                  spool: { maxSize: 1B }
                  tls: { key: /k.pem, clientAuthorities: /a.pem }
                """))
        .containsExactly(
            "gateway.spool.maxSize must be between 1MiB and 1TiB, but is 1B",
            "gateway.tls.certificate is missing: TLS needs a certificate and its key",
            "gateway.tls.clientAuthorities has no effect without a certificate of the listener's"
                + " own",
            "gateway.host is empty",
            "gateway.port must be between 0 and 65535, but is -1",
            "gateway.maxBody must be between 1KiB and 64MiB, but is 1B",
            "gateway.bodyTimeout must be between 100ms and 10m, but is 1ms",
            "gateway.kafkaTimeout must be between 100ms and 2m, but is 1ms",
            "gateway.maxInFlight must be between 1 and 1000000, but is 0");
  }
}
