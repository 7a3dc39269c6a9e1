package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final int SOON_MILLIS = 300;
  private static final int PATIENCE_MILLIS = 60_000;

  private final AtomicInteger received = new AtomicInteger();
  private ServerSocket echo;
  private FaultProxy proxy;

  @SuppressWarnings("NullAway.Init") // made in start, before each test
  FaultProxyTest() {}

  @BeforeEach
  void start() throws IOException {
    echo = new ServerSocket(0, 50, LOOPBACK);
    Thread.ofVirtual().start(this::accept);
    proxy = new FaultProxy(echo.getLocalPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    echo.close();
  }

  @Test
  void passesBytesOnWhileNothingIsWrong() throws IOException {
    try (Socket client = connect()) {
      assertThat(echoOf(client, 'a')).isEqualTo('a');
      proxy.strike(new LineFault.Delayed(Duration.ofMillis(50)));
      assertThat(echoOf(client, 'b')).isEqualTo('b');
      proxy.strike(new LineFault.Throttled(1_000));
      assertThat(echoOf(client, 'c')).isEqualTo('c');
    }
  }

  @Test
  void breaksWhatIsConnectedAndTakesNewConnections() throws IOException {
    try (Socket client = connect()) {
      assertThat(echoOf(client, 'a')).isEqualTo('a');
      proxy.cut();
      assertBroken(client);
    }
    try (Socket client = connect()) {
      assertThat(echoOf(client, 'b')).isEqualTo('b');
    }
  }

  @Test
  void listensAgainOnTheSamePortAfterItRefused() throws IOException {
    proxy.strike(new LineFault.Refused());
    assertThatExceptionOfType(IOException.class).isThrownBy(this::connect);

    proxy.mend();

    try (Socket client = connect()) {
      assertThat(echoOf(client, 'a')).isEqualTo('a');
    }
  }

  @Test
  void holdsBytesBackWhileItIsSilentAndDeliversThemThen() throws IOException {
    try (Socket client = connect()) {
      assertThat(echoOf(client, 'a')).isEqualTo('a');
      proxy.strike(new LineFault.Silent(true));
      client.setSoTimeout(SOON_MILLIS);
      client.getOutputStream().write('b');
      assertThatExceptionOfType(SocketTimeoutException.class)
          .isThrownBy(() -> client.getInputStream().read());
      assertThat(received).hasValue(1);

      proxy.mend();

      client.setSoTimeout(PATIENCE_MILLIS);
      assertThat(client.getInputStream().read()).isEqualTo('b');
    }
  }

  @Test
  void losesAnswersOfWhatHasArrived() throws IOException {
    proxy.strike(new LineFault.AnswersLost());
    try (Socket client = connect()) {
      client.getOutputStream().write('a');
      assertBroken(client);
      assertThat(received).hasValue(1);
    }
  }

  @Test
  void answersInTheServersPlace() throws IOException {
    proxy.strike(new LineFault.Answering(429, 7));
    try (Socket client = connect()) {
      client.setSoTimeout(PATIENCE_MILLIS);
      client
          .getOutputStream()
          .write(
              "PUT /v2/ HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc"
                  .getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 429 ").contains("Retry-After: 7\r\n");
      assertThat(received).hasValue(0);
    }
  }

  private Socket connect() throws IOException {
    return new Socket(LOOPBACK, proxy.port());
  }

  private static int echoOf(Socket client, int letter) throws IOException {
    client.setSoTimeout(PATIENCE_MILLIS);
    client.getOutputStream().write(letter);
    return client.getInputStream().read();
  }

  private static void assertBroken(Socket client) throws IOException {
    client.setSoTimeout(PATIENCE_MILLIS);
    try {
      assertThat(client.getInputStream().read()).isNegative();
    } catch (SocketTimeoutException stillOpen) {
      throw stillOpen;
    } catch (IOException reset) {
      assertThat(reset).isNotNull();
    }
  }

  private void accept() {
    while (!echo.isClosed()) {
      try {
        Socket client = echo.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void answer(Socket client) {
    try (client) {
      InputStream in = client.getInputStream();
      for (int letter = in.read(); letter >= 0; letter = in.read()) {
        received.incrementAndGet();
        client.getOutputStream().write(letter);
      }
    } catch (IOException broken) {
      // The proxy breaks it, that is the point.
    }
  }
}
