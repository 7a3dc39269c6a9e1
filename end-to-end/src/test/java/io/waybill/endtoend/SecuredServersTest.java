package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.api.Api;
import io.waybill.chassis.config.ConfigException;
import io.waybill.chassis.config.ConfigLoader;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.embedded.SelfSigned;
import io.waybill.endtoend.Images.Pushed;
import io.waybill.gateway.Gateway;
import io.waybill.worker.Worker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job over TLS and with logins, configured as operators do it: Kafka with SASL_SSL and
 * nothing allowed but what deploy/README.md says, PostgreSQL with {@code sslmode=verify-full}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecuredServersTest {
  private static final String ROLES =
      """
      registries: { shanghai: { url: "http://127.0.0.1:1" } }
      gateway: { port: 0 }
      worker: { port: 0 }
      api: { port: 0 }
      """;

  private SecuredServers servers;
  private Landscape landscape;
  private Path strangers;

  @SuppressWarnings("NullAway.Init") // made in bringUp, before any test
  SecuredServersTest() {}

  @BeforeAll
  void bringUp(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws Exception {
    strangers =
        SelfSigned.of("somebody else", "localhost")
            .writeCertificate(directory.resolve("strangers.pem"));
    servers = new SecuredServers(directory);
    landscape = Landscape.startOn(servers, directory);
  }

  @AfterAll
  void takeDown() {
    if (landscape != null) {
      landscape.close();
    }
  }

  /** Each kind of Kafka client has its part in this: one without the login would get nothing. */
  @Test
  void everyClientOfKafkaAndPostgresqlUsesTlsAndItsLogin() {
    Waybill waybill = new Waybill(landscape);
    waybill.makeRule("secured", "secured/**", "frankfurt", "always");
    try (Images images = new Images(landscape)) {
      Pushed pushed = images.pushToShanghai("secured/app", "1.0", 31);

      waybill.awaitRecord("repository=secured/app&tag=1.0", "succeeded");

      images.assertSameInFrankfurt(pushed, "mirror/secured/app");
    }
    assertThat(landscape.logs())
        .contains("The API listens on")
        .doesNotContain(SecuredServers.KAFKA_PASSWORD);
  }

  @Test
  void aWrongPasswordForKafkaIsASentenceOfEachRole() {
    String config =
        servers.kafkaWith(SecuredServers.SASL, servers.authorities(), "not-the-password") + ROLES;

    for (ThrowingCallable start : starts(config)) {
      assertThat(refusal(start))
          .contains("Kafka refused the login")
          .contains("kafka.properties")
          .doesNotContain("not-the-password")
          .doesNotContain("that Kafka is running");
    }
  }

  @Test
  void anAuthorityThatDidNotSignKafkasCertificateIsASentenceOfEachRole() {
    String config =
        servers.kafkaWith(SecuredServers.SASL, strangers, SecuredServers.KAFKA_PASSWORD) + ROLES;

    for (ThrowingCallable start : starts(config)) {
      assertThat(refusal(start))
          .contains("TLS with Kafka failed")
          .contains("ssl.truststore.location");
    }
  }

  @Test
  void aWrongPasswordForPostgresqlIsASentence() {
    String config =
        servers.databaseWith(servers.authorities(), Optional.of("not-the-password")) + ROLES;

    assertThat(refusal(() -> Api.start(parse(config)).close()))
        .contains("password authentication failed")
        .contains("database.password")
        .doesNotContain("not-the-password");
  }

  @Test
  void anAuthorityThatDidNotSignPostgresqlsCertificateIsASentence() {
    String config = servers.databaseWith(strangers, Optional.empty()) + ROLES;

    assertThat(refusal(() -> Api.start(parse(config)).close()))
        .contains("certification path")
        .contains("sslrootcert in database.url");
  }

  @Test
  void postgresqlIsNotSpokenToWithoutTls() {
    String config =
        servers
                .databaseWith(servers.authorities(), Optional.empty())
                .replaceFirst("\\?sslmode=[^\"]*", "?sslmode=disable")
            + ROLES;

    assertThat(refusal(() -> Api.start(parse(config)).close())).contains("no encryption");
  }

  private static ThrowingCallable[] starts(String config) {
    return new ThrowingCallable[] {
      () -> Api.start(parse(config)).close(),
      () -> Worker.start(parse(config)).close(),
      () -> {
        try (Gateway gateway = Gateway.start(parse(config))) {
          gateway.awaitReady(Duration.ofMinutes(1));
        }
      }
    };
  }

  private static WaybillConfig parse(String config) throws ConfigException {
    return ConfigLoader.parse(config, Map.of());
  }

  private static String refusal(ThrowingCallable start) {
    StartException refused = catchThrowableOfType(StartException.class, start);
    assertThat(refused).as("the start was to fail").isNotNull();
    return String.valueOf(refused.getMessage());
  }
}
