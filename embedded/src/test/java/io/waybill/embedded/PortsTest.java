package io.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PortsTest {
  @Test
  void neverHandsOutAPortTwice() {
    assertThat(Stream.generate(Ports::free).limit(100))
        .doesNotHaveDuplicates()
        .allMatch(Ports::isFree);
  }

  @Test
  void readsTheWholeNumberThatTheKernelTells() {
    // A range that begins with 3 would leave a thousand ports for all tests of a machine.
    assertThat(Ports.ephemeralFrom()).isGreaterThanOrEqualTo(1_024);
  }

  @Test
  void knowsAPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      int port = taken.getLocalPort();

      assertThat(Ports.isFree(port)).isFalse();
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> Ports.requireFree(port, "Kafka"))
          .withMessageContaining("Kafka on 127.0.0.1:" + port)
          .withMessageContaining("in use");
    }
  }

  @Test
  void refusesWhatIsNoPort() {
    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> Ports.requireFree(70_000, "Kafka"))
        .withMessageContaining("1 to 65535");
  }
}
