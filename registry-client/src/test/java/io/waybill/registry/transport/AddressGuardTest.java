package io.waybill.registry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.registry.ProxyServer;
import io.waybill.registry.Route;
import io.waybill.schemas.addresses.Zone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a registry may send a client to. */
final class AddressGuardTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, LOOPBACK",
    "0.0.0.0, LOOPBACK",
    "0.1.2.3, LOOPBACK",
    "::1, LOOPBACK",
    "::, LOOPBACK",
    "169.254.169.254, LINK_LOCAL",
    "fe80::1, LINK_LOCAL",
    "10.1.2.3, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.32.0.1, PUBLIC",
    "192.168.1.1, PRIVATE",
    "100.64.0.1, PRIVATE",
    "100.128.0.1, PUBLIC",
    "192.0.0.8, PRIVATE",
    "192.0.2.1, PUBLIC",
    "198.19.0.1, PRIVATE",
    "224.0.0.1, PRIVATE",
    "255.255.255.255, PRIVATE",
    "fc00::1, PRIVATE",
    "fec0::1, PRIVATE",
    "ff02::1, PRIVATE",
    "8.8.8.8, PUBLIC",
    "2001:4860:4860::8888, PUBLIC"
  })
  void knowsWhereAnAddressIs(String address, Zone zone) throws Exception {
    assertThat(Zone.of(InetAddress.getByName(address))).isEqualTo(zone);
  }

  @ParameterizedTest(name = "{0} hands out accounts")
  @ValueSource(
      strings = {
        "fd00:ec2::254",
        "fd20:ce::254",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16"
      })
  void countsEveryMetadataServiceAsLinkLocal(String address) throws Exception {
    assertThat(Zone.of(InetAddress.getByName(address))).isEqualTo(Zone.LINK_LOCAL);
  }

  @ParameterizedTest(name = "{0} leads to an address inside it")
  @CsvSource({
    "::ffff:169.254.169.254, LINK_LOCAL",
    "::169.254.169.254, LINK_LOCAL",
    "64:ff9b::a9fe:a9fe, LINK_LOCAL",
    "64:ff9b:1::10.0.0.1, PRIVATE",
    "2002:a9fe:a9fe::1, LINK_LOCAL",
    "2002:7f00:1::, LOOPBACK",
    "64:ff9b::808:808, PUBLIC"
  })
  void looksIntoAddressesThatHoldAnother(String address, Zone zone) throws Exception {
    assertThat(Zone.of(InetAddress.getByName(address))).isEqualTo(zone);
  }

  @ParameterizedTest(name = "a registry at {0} may lead to {1}")
  @CsvSource({
    "8.8.8.8, 9.9.9.9",
    "10.0.0.1, 10.0.0.2",
    "10.0.0.1, 9.9.9.9",
    "127.0.0.1, 127.0.0.2",
    "127.0.0.1, 10.0.0.1",
    "169.254.1.1, 169.254.1.1"
  })
  void allowsNeighboursAndTheWideWorld(String registry, String leadsTo) throws Exception {
    assertThat(guard(registry).resolve(leadsTo)).isNotEmpty();
  }

  @ParameterizedTest(name = "a registry at {0} may not lead to {1}")
  @CsvSource({
    "8.8.8.8, 10.0.0.1",
    "8.8.8.8, 127.0.0.1",
    "8.8.8.8, 127.1",
    "8.8.8.8, 2130706433",
    "8.8.8.8, localhost",
    "8.8.8.8, 169.254.169.254",
    "10.0.0.1, 169.254.169.254",
    "10.0.0.1, 100.100.100.200",
    "10.0.0.1, 127.0.0.1",
    "127.0.0.1, 169.254.169.254",
    "169.254.1.1, 169.254.169.254",
    "8.8.8.8, '[fd00::1]'",
    "8.8.8.8, '[::ffff:10.0.0.1]'"
  })
  void refusesTheInsideOfNetworks(String registry, String leadsTo) {
    assertThatThrownBy(() -> guard(registry).resolve(leadsTo))
        .isInstanceOf(RefusedAddressException.class)
        .hasMessageContaining("(resolve)");
  }

  @Test
  void goesWhereTheOperatorSaysAHostIs() throws Exception {
    Route route = Route.STRAIGHT.withAddresses(Map.of("Storage.example.", literal("10.0.0.7")));
    AddressGuard guard = new AddressGuard("8.8.8.8", route);

    assertThat(guard.resolve("storage.example", 443))
        .containsExactly(new InetSocketAddress(literal("10.0.0.7"), 443));
    assertThat(guard.resolve("storage.example.")).containsExactly(literal("10.0.0.7"));
  }

  @Test
  void loosensNothingElseWhereTheOperatorSaysWhereTheRegistryIs() {
    Route route = Route.STRAIGHT.withAddresses(Map.of("8.8.8.8", literal("10.0.0.7")));

    assertThatThrownBy(() -> new AddressGuard("8.8.8.8", route).resolve("10.0.0.8"))
        .isInstanceOf(RefusedAddressException.class);
    assertThatThrownBy(() -> new AddressGuard("8.8.8.8", route).resolve("10.0.0.7"))
        .isInstanceOf(RefusedAddressException.class);
  }

  @Test
  void findsTheProxyWhereverItIs() throws Exception {
    AddressGuard guard = new AddressGuard("8.8.8.8", proxied());

    assertThat(guard.resolve("10.0.0.9", 3128)).hasSize(1);
    assertThatThrownBy(() -> guard.resolve("10.0.0.9", 80))
        .isInstanceOf(RefusedAddressException.class);
  }

  @ParameterizedTest(name = "the proxy is not asked for {0}")
  @ValueSource(
      strings = {
        "10.0.0.1",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0177.0.0.1",
        "0x7f000001",
        "10.0x1.1",
        "169.254.169.254",
        "169.254.169.254.",
        "localhost",
        "[::1]",
        "[::ffff:169.254.169.254]"
      })
  void judgesWhatItCanBeforeAProxyIsAsked(String host) {
    assertThatThrownBy(() -> new AddressGuard("8.8.8.8", proxied()).requireAllowedBehindProxy(host))
        .isInstanceOf(RefusedAddressException.class);
  }

  @ParameterizedTest(name = "the proxy is asked for {0}")
  @ValueSource(strings = {"8.8.8.8", "9.9.9.9", "storage.invalid", "0x.example.invalid"})
  void leavesNamesThatOnlyTheProxyKnowsToTheProxy(String host) {
    assertThatCode(() -> new AddressGuard("8.8.8.8", proxied()).requireAllowedBehindProxy(host))
        .doesNotThrowAnyException();
  }

  private static AddressGuard guard(String registry) {
    return new AddressGuard(registry, Route.STRAIGHT);
  }

  private static Route proxied() {
    return Route.STRAIGHT.through(ProxyServer.at(URI.create("http://10.0.0.9:3128")));
  }

  private static InetAddress literal(String address) {
    return InetAddress.ofLiteral(address);
  }
}
