package io.waybill.registry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.registry.Route;
import io.waybill.registry.Trust;
import io.waybill.registry.scripted.RawServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name whose server gives another address each time it is asked (DNS rebinding). */
@Timeout(120)
final class RebindingTest {
  private static final String NAME = "storage.example";
  private static final String METADATA = "169.254.169.254";
  private static final String HERE = "127.0.0.1";

  private final RawServer server = RawServer.start(RebindingTest::answerOnce);

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void theAddressThatWasJudgedIsTheOneThatIsConnectedTo() throws Exception {
    // Who asked once to judge and once more to connect would go where nobody may be led to.
    Names names = new Names(HERE, METADATA);
    try (HttpTransport transport = transport(names)) {
      assertThat(get(transport)).isEqualTo(200);
    }

    assertThat(names.left()).containsExactly(METADATA);
    assertThat(server.heads()).hasSize(1);
  }

  @Test
  void aNameThatIsRefusedIsNotAskedForABetterAddress() throws Exception {
    Names names = new Names(METADATA, HERE);
    try (HttpTransport transport = transport(names)) {
      assertThatThrownBy(() -> get(transport)).isInstanceOf(RefusedAddressException.class);
    }

    assertThat(names.left()).containsExactly(HERE);
    assertThat(server.heads()).isEmpty();
  }

  @Test
  void eachConnectionIsJudgedByTheAddressOfItsTime() throws Exception {
    Names names = new Names(HERE, METADATA);
    try (HttpTransport transport = transport(names)) {
      assertThat(get(transport)).isEqualTo(200);

      assertThatThrownBy(() -> get(transport))
          .isInstanceOf(RefusedAddressException.class)
          .hasMessageContaining(METADATA);
    }

    assertThat(server.heads()).hasSize(1);
  }

  private static void answerOnce(RawServer self, Socket socket) throws Exception {
    self.readHead(socket);
    RawServer.write(socket, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
  }

  private int get(HttpTransport transport) throws IOException {
    URI address = URI.create("http://" + NAME + ":" + server.port() + "/");
    try (WireResponse response =
        transport.send(new WireRequest("GET", address, Map.of(), null, null, null))) {
      byte[] _ = response.body().readAllBytes();
      return response.status();
    }
  }

  /** Of a registry on this machine, that may lead to others on it. */
  private static HttpTransport transport(Names names) {
    return new HttpTransport(
        new TransportSettings(
            URI.create("http://" + HERE), Trust.USUAL, Route.STRAIGHT, 3, Duration.ofSeconds(60)),
        new AddressGuard(HERE, Route.STRAIGHT, names));
  }

  /** One address for each time that the name is asked for. */
  private static final class Names implements AddressGuard.Names {
    private final Deque<String> answers;

    Names(String... answers) {
      this.answers = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public synchronized InetAddress[] find(String host) throws UnknownHostException {
      if (!host.equals(NAME)) {
        return InetAddress.getAllByName(host);
      }
      if (answers.isEmpty()) {
        throw new UnknownHostException(host);
      }
      return new InetAddress[] {InetAddress.ofLiteral(answers.remove())};
    }

    synchronized List<String> left() {
      return List.copyOf(answers);
    }
  }
}
