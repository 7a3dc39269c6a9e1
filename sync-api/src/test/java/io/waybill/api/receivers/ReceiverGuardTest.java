package io.waybill.api.receivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.NotificationsConfig;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
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
}
