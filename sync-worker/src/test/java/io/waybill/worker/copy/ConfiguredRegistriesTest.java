package io.waybill.worker.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.chassis.config.ConfigLoader;
import io.waybill.registry.Credentials;
import io.waybill.registry.ProxyServer;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Route;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the configuration says of a registry, in the client's own words. */
final class ConfiguredRegistriesTest {
  @Test
  void aPlainRegistryIsReachedStraight() throws Exception {
    assertThat(endpoint("url: 'https://r.example.com'").route()).isEqualTo(Route.STRAIGHT);
  }

  @Test
  void theWayToARegistryIsTakenOver() throws Exception {
    RegistryEndpoint endpoint =
        endpoint(
            """
            url: 'https://r.example.com', proxy: 'http://proxy.example:3128', proxyUsername: me,
            proxyPassword: sesame, noProxy: [storage.internal], stallTimeout: 90s,
            resolve: { R.example.com: 10.0.0.7 }
            """);

    assertThat(endpoint.route())
        .isEqualTo(
            new Route(
                Optional.of(
                    new ProxyServer(
                        "proxy.example",
                        3128,
                        Optional.of(new Credentials.Password("me", "sesame")),
                        List.of("storage.internal"))),
                Map.of("r.example.com", InetAddress.ofLiteral("10.0.0.7")),
                Duration.ofSeconds(90)));
    assertThat(endpoint.toString()).doesNotContain("sesame");
  }

  @Test
  void whatCannotBeUsedStopsTheStart(@TempDir Path directory) {
    Path missing = directory.resolve("missing.pem");

    assertThatThrownBy(
            () ->
                endpoint(
                    "url: 'https://x', clientCertificate: '%s', clientKey: '%s'"
                        .formatted(missing, missing)))
        .hasMessageContaining("registries.r.clientCertificate cannot be used: Tried to read")
        .hasMessageContaining("there is no such file");
    assertThatThrownBy(
            () -> endpoint("url: 'https://x', proxy: 'http://p:1', noProxy: ['10.0.0.0/99']"))
        .hasMessageContaining("registries.r.noProxy cannot be used")
        .hasMessageContaining("is no network such as 10.0.0.0/8");
  }

  @Test
  void whatATargetLacksIsToldWithTheKeyThatHasItMade() throws Exception {
    String ecr = "url: 'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com'";

    assertThat(refused(endpoint(ecr)).failure().hint())
        .isEqualTo(
            "Make it (aws ecr create-repository --region eu-central-1 --repository-name team/app),"
                + " or set registries.r.prepare to true, so that Waybill makes it; then replay.");
  }

  @Test
  void whatATargetLacksIsMadeWhereThatWasChosen() throws Exception {
    RegistryException failure =
        refused(
            endpoint(
                "url: 'https://123456789012.dkr.ecr.eu-central-1.amazonaws.com', prepare: true,"
                    + " login: { provider: ecr, accessKey: AK, secretKey: sesame, endpoint:"
                    + " 'http://127.0.0.1:1/' }"));

    assertThat(failure.code()).as("its API was asked").isEqualTo(FailureCode.NETWORK);
    assertThat(failure)
        .hasMessageContaining("make the repository \"team/app\"")
        .hasMessageContaining("CreateRepository");
    assertThat(failure.toString()).doesNotContain("sesame");
  }

  /** What becomes of a push into a repository that is missing. */
  private static RegistryException refused(RegistryEndpoint endpoint) {
    return catchThrowableOfType(
        RegistryException.class,
        () ->
            endpoint
                .preparation()
                .call(
                    Repository.of(endpoint.registry(), "team/app"),
                    true,
                    () -> {
                      throw RegistryException.because(
                          FailureCode.TARGET_REPOSITORY_MISSING, "push", "NAME_UNKNOWN", null);
                    },
                    () -> {}));
  }

  private static RegistryEndpoint endpoint(String keys) throws Exception {
    return ConfiguredRegistries.of(
            ConfigLoader.parse("registries: { r: { " + keys + " } }", Map.of()))
        .getEndpoint(Registry.of("r"));
  }
}
