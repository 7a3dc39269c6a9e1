package io.waybill.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.util.List;
import java.util.Set;
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
}
