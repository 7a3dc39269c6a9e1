package io.waybill.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.names.Registry;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of registries and the addresses behind them. */
final class AddressDirectoryTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:5000, http://127.0.0.1:5000",
    "localhost, http://localhost",
    "localhost:5000, http://localhost:5000",
    "[::1]:5000, http://[::1]:5000",
    "plain.example.com:8080, http://plain.example.com:8080",
    "one.example.com:81, http://one.example.com:81",
    "one.example.com:82, https://one.example.com:82",
    "registry.example.com, https://registry.example.com",
    "docker.io, https://registry-1.docker.io",
  })
  void speaksPlainHttpOnlyToThisMachineAndWhereItMay(String name, String base) {
    RegistryDirectory directory =
        new AddressDirectory(Set.of("plain.example.com", "one.example.com:81"));

    assertThat(directory.getEndpoint(Registry.of(name)).base()).isEqualTo(URI.create(base));
  }

  @Test
  void speaksHttpsToThisMachineWhereItIsToldTo() {
    RegistryDirectory directory =
        new AddressDirectory(Set.of("both.example.com"))
            .withTls(
                Set.of("localhost:5000", "both.example.com"),
                registry ->
                    registry.name().equals("localhost:5000") ? Trust.ANYTHING : Trust.USUAL);

    RegistryEndpoint secure = directory.getEndpoint(Registry.of("localhost:5000"));
    assertThat(secure.base()).isEqualTo(URI.create("https://localhost:5000"));
    assertThat(secure.trust()).isEqualTo(Trust.ANYTHING);
    RegistryEndpoint other = directory.getEndpoint(Registry.of("localhost:5001"));
    assertThat(other.base()).isEqualTo(URI.create("http://localhost:5001"));
    assertThat(other.trust()).isEqualTo(Trust.USUAL);
    assertThat(directory.getEndpoint(Registry.of("both.example.com")).base())
        .isEqualTo(URI.create("http://both.example.com"));
  }

  @Test
  void saysWhichRegistriesThereAreWhereOneIsUnknown() {
    RegistryDirectory directory =
        RegistryDirectory.of(
            List.of(
                RegistryEndpoint.of(Registry.of("shanghai"), URI.create("https://a.example.com")),
                RegistryEndpoint.of(
                    Registry.of("frankfurt"), URI.create("https://b.example.com"))));

    assertThatThrownBy(() -> directory.getEndpoint(Registry.of("virginia")))
        .isInstanceOf(UnknownRegistryException.class)
        .hasMessageContaining("\"virginia\"")
        .hasMessageEndingWith("use one of: frankfurt, shanghai");
  }

  @Test
  void printsNoPassword() {
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(Registry.of("a"), URI.create("https://a.example.com"))
            .withCredentials("me", "sesame");

    assertThat(endpoint.toString()).contains("me").doesNotContain("sesame");
    assertThat(endpoint.credentials())
        .isEqualTo(CredentialSource.of(new Credentials.Password("me", "sesame")));
  }

  @Test
  void refusesWhatIsNoAddress() {
    assertThatThrownBy(
            () -> RegistryEndpoint.of(Registry.of("a"), URI.create("ftp://a.example.com")))
        .hasMessageContaining("has to start with https:// or http://");
    assertThatThrownBy(
            () -> RegistryEndpoint.of(Registry.of("a"), URI.create("https://me:x@a.example.com")))
        .hasMessageContaining("without a user")
        .hasMessageNotContaining("me:x");
  }

  @Test
  void putsHostsWhereItIsTold() {
    Map<String, InetAddress> told = Map.of("a.example.com", InetAddress.ofLiteral("10.0.0.7"));

    assertThat(
            new AddressDirectory(Set.of())
                .withAddresses(told)
                .getEndpoint(Registry.of("a.example.com"))
                .route())
        .isEqualTo(Route.STRAIGHT.withAddresses(told));
  }

  @ParameterizedTest(name = "{0} is reached through {1}")
  @CsvSource({
    "a.example.com, http://secure:3128",
    "plain.example.com:5000, http://proxy:80",
    "127.0.0.1:5000,",
    "localhost:5000,",
    "x.internal,",
    "internal:5000,",
    "10.1.2.3:5000,",
  })
  void goesThroughTheProxiesThatTheEnvironmentNames(String registry, @Nullable String proxy) {
    AddressDirectory directory =
        new AddressDirectory(Set.of("plain.example.com"))
            .withProxies(
                new ProxyVariables(
                    Map.of(
                        "HTTPS_PROXY", "http://me:se%40same@secure:3128",
                        "HTTP_PROXY", "http://ignored:1",
                        "http_proxy", "proxy",
                        "NO_PROXY", "internal:5000, 10.0.0.0/8, not/a/network")));

    Optional<ProxyServer> found = directory.getEndpoint(Registry.of(registry)).route().proxy();

    assertThat(found.map(ProxyServer::address)).isEqualTo(Optional.ofNullable(proxy));
    found
        .filter(server -> server.host().equals("secure"))
        .ifPresent(
            server ->
                assertThat(server.account()).contains(new Credentials.Password("me", "se@same")));
  }

  @Test
  void saysWhichVariableNamesNoProxyThatCanBeUsed() {
    for (String value : List.of("socks5://me:sesame@proxy:1", "http://me:sesame@ proxy")) {
      AddressDirectory directory =
          new AddressDirectory(Set.of())
              .withProxies(new ProxyVariables(Map.of("HTTPS_PROXY", value)));

      assertThatThrownBy(() -> directory.getEndpoint(Registry.of("a.example.com")))
          .isInstanceOf(UnusableProxyException.class)
          .hasMessageStartingWith("The environment variable HTTPS_PROXY ")
          .hasMessageNotContaining("sesame");
    }
  }
}
