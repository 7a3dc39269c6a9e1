package io.waybill.cli.roles;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.TlsConfig;
import io.waybill.chassis.http.Health;
import io.waybill.chassis.http.HttpService;
import io.waybill.chassis.http.HttpSettings;
import io.waybill.chassis.metrics.Metrics;
import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.embedded.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code waybill health}. */
class HealthCommandTest {
  private static final SelfSigned OWN = SelfSigned.of("hooks.example.com");
  private static final SelfSigned OTHER = SelfSigned.of("hooks.example.com");

  @TempDir private Path directory;

  @Test
  void aGatewayThatSpeaksHttpsIsAskedByHttpsAndBelievedByItsCertificate() throws Exception {
    TlsConfig tls =
        new TlsConfig(
            Optional.of(OWN.writeCertificate(directory.resolve("tls.crt"))),
            Optional.of(OWN.writeKey(directory.resolve("tls.key"))),
            Optional.empty());
    OTHER.writeCertificate(directory.resolve("other.crt"));
    try (HttpService service =
        HttpService.start(
            HttpSettings.of("127.0.0.1", 0, "gateway.port").withTls(tls),
            routes -> {},
            new Health(),
            Metrics.create("test"))) {
      CommandRun own = health(service.port(), "tls.crt");
      CommandRun other = health(service.port(), "other.crt");

      assertThat(own.exitCode()).as(own.err()).isEqualTo(ExitCodes.OK);
      assertThat(own.out()).contains("ready");
      assertThat(other.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
      assertThat(other.err()).contains("https://127.0.0.1:" + service.port());
    }
  }

  private CommandRun health(int port, String certificate) throws Exception {
    Files.writeString(
        directory.resolve("waybill.yaml"),
        """
        gateway:
          port: %d
          tls: { certificate: "%s", key: "%s" }
        """
            .formatted(port, directory.resolve(certificate), directory.resolve("tls.key")));
    return CommandRun.in(directory, "health", "gateway");
  }
}
