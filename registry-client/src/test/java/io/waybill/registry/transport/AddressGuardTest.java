package io.waybill.registry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.registry.transport.AddressGuard.Zone;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a registry may send a client to. */
final class AddressGuardTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, LOOPBACK",
    "0.0.0.0, LOOPBACK",
    "::1, LOOPBACK",
    "169.254.169.254, LINK_LOCAL",
    "fe80::1, LINK_LOCAL",
    "10.1.2.3, PRIVATE",
    "172.16.0.1, PRIVATE",
    "172.32.0.1, PUBLIC",
    "192.168.1.1, PRIVATE",
    "100.100.100.200, PRIVATE",
    "100.128.0.1, PUBLIC",
    "fd00:ec2::254, PRIVATE",
    "8.8.8.8, PUBLIC",
    "2001:4860:4860::8888, PUBLIC",
    "::ffff:169.254.169.254, LINK_LOCAL"
  })
  void knowsWhereAnAddressIs(String address, Zone zone) throws Exception {
    assertThat(AddressGuard.zoneOf(InetAddress.getByName(address))).isEqualTo(zone);
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
    assertThat(new AddressGuard(registry).resolve(leadsTo)).isNotEmpty();
  }

  @ParameterizedTest(name = "a registry at {0} may not lead to {1}")
  @CsvSource({
    "8.8.8.8, 10.0.0.1",
    "8.8.8.8, 127.0.0.1",
    "8.8.8.8, 169.254.169.254",
    "10.0.0.1, 169.254.169.254",
    "10.0.0.1, 127.0.0.1",
    "127.0.0.1, 169.254.169.254",
    "8.8.8.8, '[fd00::1]'"
  })
  void refusesTheInsideOfNetworks(String registry, String leadsTo) {
    assertThatThrownBy(() -> new AddressGuard(registry).resolve(leadsTo))
        .isInstanceOf(RefusedAddressException.class);
  }
}
