package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.ByteRate;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@link RegistryConfig}: defaults, every key, each refusal. */
final class RegistryConfigTest {
  private static final Registry SHANGHAI = Registry.of("shanghai");

  @Test
  void onlyTheAddressIsNeeded() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse("registries: { shanghai: { url: 'https://r.example.com' } }", Map.of());

    assertThat(config.registry(SHANGHAI))
        .isEqualTo(RegistryConfig.at(URI.create("https://r.example.com")));
    assertThat(config.regions()).containsExactly(Region.DEFAULT);
  }

  @Test
  void everyKeyIsMapped() throws Exception {
    RegistryConfig registry =
        ConfigLoader.parse(
                """
                registries:
                  shanghai:
                    url: http://r.example.com:5000
                    region: cn-east
                    username: u
                    password: p
                    ca: /etc/ca.pem
                    maxConnections: 7
                    requestsPerSecond: 50
                    bandwidth: 200MiB/s
                  lab: { url: "https://lab.example.com", insecure: true }
                """,
                Map.of())
            .registry(SHANGHAI);

    assertThat(registry)
        .isEqualTo(
            new RegistryConfig(
                URI.create("http://r.example.com:5000"),
                Region.of("cn-east"),
                Optional.of("u"),
                Optional.of(Secret.of("p")),
                false,
                Optional.of(Path.of("/etc/ca.pem")),
                7,
                Optional.of(50),
                Optional.of(ByteRate.parse("200MiB/s"))));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(refusals("region: eu"))
        .containsExactly("registries.r.url is missing: where is r? (https://registry.example.com)");
    assertThat(refusals("url: 'ftp://x'")).singleElement().asString().contains("url must be https");
    assertThat(refusals("url: 'https://u:hunter2@x'"))
        .singleElement()
        .asString()
        .contains("holds a user")
        .doesNotContain("hunter2");
    assertThat(refusals("url: 'https://x/v2'")).singleElement().asString().contains("must end");
    assertThat(refusals("url: 'https://x', username: u"))
        .containsExactly(
            "registries.r.password is missing: a username and a password belong together");
    assertThat(refusals("url: 'https://x', region: 'EU!'"))
        .singleElement()
        .asString()
        .contains("registries.r.region: \"EU!\" is not a region");
    assertThat(refusals("url: 'https://x', insecure: yes please"))
        .containsExactly("registries.r.insecure must be true or false, but is \"yes please\"");
    assertThat(refusals("url: 'https://x', insecure: true, ca: /x")).hasSize(1);
    assertThat(refusals("url: 'https://x', maxConnections: 1")).hasSize(1);
    assertThat(refusals("url: 'https://x', requestsPerSecond: 0"))
        .containsExactly("registries.r.requestsPerSecond must be between 1 and 1000000, but is 0");
    assertThat(refusals("url: 'https://x', bandwidth: 200Mbit"))
        .singleElement()
        .asString()
        .contains("registries.r.bandwidth: \"200Mbit\" is not a rate: expected a whole number");
  }

  @Test
  void anUnknownRegistryIsToldWhichAreKnown() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse("registries: { shanghai: { url: 'https://x' } }", Map.of());

    assertThatThrownBy(() -> config.registry(Registry.of("tokyo")))
        .hasMessage("The registry \"tokyo\" is not configured: known are shanghai");
  }

  private static List<String> refusals(String keys) {
    return problemsOf("registries: { r: { " + keys + " } }");
  }
}
