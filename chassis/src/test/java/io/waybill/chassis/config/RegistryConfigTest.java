package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.TimeSpan;
import java.net.InetAddress;
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
                    prepare: true
                    proxy: http://proxy:3128
                    proxyUsername: pu
                    proxyPassword: pp
                    noProxy: [storage.internal]
                    resolve: { r.example.com: 10.0.0.7, s.example.com: "fd00::7" }
                    stallTimeout: 2m
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
                LoginConfig.NONE,
                false,
                Optional.of(Path.of("/etc/ca.pem")),
                7,
                Optional.of(50),
                Optional.of(ByteRate.parse("200MiB/s")),
                true,
                new ReachConfig(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(URI.create("http://proxy:3128")),
                    Optional.of("pu"),
                    Optional.of(Secret.of("pp")),
                    List.of("storage.internal"),
                    Map.of(
                        "r.example.com", InetAddress.ofLiteral("10.0.0.7"),
                        "s.example.com", InetAddress.ofLiteral("fd00::7")),
                    TimeSpan.parse("2m"))));
  }

  @Test
  void theWayToItCanBeSaidInVariablesAlone() throws Exception {
    ReachConfig reach =
        ConfigLoader.parse(
                "",
                Map.of(
                    "WAYBILL_REGISTRIES_SHANGHAI_URL", "https://r.example.com",
                    "WAYBILL_REGISTRIES_SHANGHAI_PROXY", "http://proxy:3128",
                    "WAYBILL_REGISTRIES_SHANGHAI_PROXY_USERNAME", "pu",
                    "WAYBILL_REGISTRIES_SHANGHAI_PROXY_PASSWORD", "pp",
                    "WAYBILL_REGISTRIES_SHANGHAI_NO_PROXY", "a.example,10.0.0.0/8",
                    "WAYBILL_REGISTRIES_SHANGHAI_RESOLVE", "r.example.com=10.0.0.7, s=fd00::7",
                    "WAYBILL_REGISTRIES_SHANGHAI_CLIENT_CERTIFICATE", "/c.pem",
                    "WAYBILL_REGISTRIES_SHANGHAI_CLIENT_KEY", "/k.pem"))
            .registry(SHANGHAI)
            .reach();

    assertThat(reach.proxy()).contains(URI.create("http://proxy:3128"));
    assertThat(reach.proxyUsername()).contains("pu");
    assertThat(reach.noProxy()).containsExactly("a.example", "10.0.0.0/8");
    assertThat(reach.clientKey()).contains(Path.of("/k.pem"));
    assertThat(reach.resolve())
        .containsOnly(
            Map.entry("r.example.com", InetAddress.ofLiteral("10.0.0.7")),
            Map.entry("s", InetAddress.ofLiteral("fd00::7")));
  }

  @Test
  void aWayThatLeadsNowhereIsRefused() {
    assertThat(refusals("url: 'https://x', clientKey: /k"))
        .containsExactly(
            "registries.r.clientCertificate is missing: a certificate and its key belong together");
    assertThat(refusals("url: 'http://x', clientKey: /k, clientCertificate: /c"))
        .singleElement()
        .asString()
        .contains("registries.r.clientCertificate has no effect on a registry");
    assertThat(refusals("url: 'https://x', proxy: 'https://p:1'"))
        .singleElement()
        .asString()
        .contains("registries.r.proxy must be http://host:port");
    assertThat(refusals("url: 'https://x', proxy: 'http://u:hunter2@p:1'"))
        .singleElement()
        .asString()
        .contains("use proxyUsername and proxyPassword")
        .doesNotContain("hunter2");
    assertThat(refusals("url: 'https://x', proxy: 'http://p:1', proxyUsername: u"))
        .containsExactly(
            "registries.r.proxyPassword is missing: a username and a password belong together");
    assertThat(refusals("url: 'https://x', noProxy: [y]"))
        .containsExactly("registries.r.noProxy has no effect without a proxy");
    assertThat(refusals("url: 'https://x', resolve: { a.example: b.example }"))
        .containsExactly(
            "registries.r.resolve.a.example: \"b.example\" is not an IP address such as 10.0.0.7"
                + " or fd00::7");
    assertThat(refusals("url: 'https://x', stallTimeout: 10ms")).hasSize(1);
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
    assertThat(refusals("url: 'https://x', maxConnections: 2")).hasSize(1);
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
