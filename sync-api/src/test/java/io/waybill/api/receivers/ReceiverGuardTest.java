package io.waybill.api.receivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.NotificationsConfig;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiverGuardTest {
  private static final ApiConfig LOCAL = new ApiConfig("127.0.0.1", 0, List.of());
  private static final ApiConfig REACHABLE = new ApiConfig("0.0.0.0", 0, List.of());

  @ParameterizedTest
  @CsvSource({
    "8.8.8.8, true, true, true",
    "127.0.0.1, true, false, true",
    "[::1], true, false, true",
    "localhost, true, false, true",
    "10.0.0.7, false, false, true",
    "[fd00::7], false, false, true",
    "[::ffff:10.0.0.7], false, false, true",
    "169.254.169.254, false, false, false",
    "[fd00:ec2::254], false, false, false",
    "[::ffff:169.254.169.254], false, false, false",
  })
  void addresses_are_called_where_the_configuration_lets_them_be(
      String host, boolean onThisMachine, boolean reachable, boolean privateAllowed) {
    URI address = URI.create("https://" + host + "/hook");
    NotificationsConfig wide = NotificationsConfig.DEFAULT.withPrivateAddresses(true);
    assertThat(ReceiverGuard.of(LOCAL).refusal(address).isEmpty()).isEqualTo(onThisMachine);
    assertThat(ReceiverGuard.of(REACHABLE).refusal(address).isEmpty()).isEqualTo(reachable);
    assertThat(ReceiverGuard.of(REACHABLE.withNotifications(wide)).refusal(address).isEmpty())
        .isEqualTo(privateAllowed);
  }

  @Test
  void a_name_is_judged_by_its_addresses_when_it_is_called() throws Exception {
    ReceiverGuard guard = ReceiverGuard.of(REACHABLE);
    assertThat(guard.refusal(URI.create("https://hooks.example.com/"))).isEmpty();
    assertThatThrownBy(() -> guard.resolve("localhost"))
        .isInstanceOf(UnknownHostException.class)
        .hasMessageContaining("loopback address")
        .hasMessageContaining("api.notifications.privateAddresses");
    assertThat(ReceiverGuard.of(LOCAL).resolve("127.0.0.1")).hasSize(1);
  }

  @Test
  void the_address_that_was_judged_is_the_one_that_is_called() throws Exception {
    // Whoever asked once more to connect would get the address that no receiver may have.
    FlippingNames names = new FlippingNames("127.0.0.1", "169.254.169.254");
    try (TestReceiver receiver = TestReceiver.start();
        OutboundHttp http =
            new OutboundHttp(
                names, DefaultClientTlsStrategy.createDefault(), Duration.ofSeconds(60))) {
      URI address = URI.create(receiver.url().replaceFirst("//[^:/]+", "//hooks.example.invalid"));

      assertThat(http.send("POST", address, Map.of(), new byte[0], 0).status()).isEqualTo(204);

      assertThat(receiver.received()).hasSize(1);
      assertThatThrownBy(() -> http.send("POST", address, Map.of(), new byte[0], 0))
          .as("the next connection, by what the name means then")
          .hasMessageContaining("which is never called");
      assertThat(receiver.received()).hasSize(1);
    }
  }

  /** The guard, behind a name that has another address each time. */
  private static final class FlippingNames implements DnsResolver {
    private final ReceiverGuard guard = ReceiverGuard.of(LOCAL);
    private final Deque<String> addresses;

    FlippingNames(String... addresses) {
      this.addresses = new ArrayDeque<>(List.of(addresses));
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return guard.resolve(addresses.remove());
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
