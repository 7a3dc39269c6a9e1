package io.waybill.registry.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.waybill.registry.Route;
import io.waybill.registry.Trust;
import io.waybill.registry.scripted.RawServer;
import io.waybill.registry.scripted.TestKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Peers that hold a connection open and move nothing over it. */
@Timeout(120)
final class StallTest {
  private static final Duration PATIENCE = Duration.ofMillis(700);

  /** So long that a writer which waits for a processor does not seem to wait for its peer. */
  private static final Duration LONGER = Duration.ofSeconds(3);

  /** More than two kernels keep for a connection. */
  private static final long MUCH = 64L * 1024 * 1024;

  @Test
  void aPeerThatStopsReadingEndsTheUpload() throws Exception {
    try (RawServer server = RawServer.start(StallTest::doNotRead)) {
      assertThatThrownBy(() -> upload("http", server, endless()))
          .isInstanceOf(StalledException.class)
          .hasMessage("the registry took no byte for 700 ms");
    }
  }

  @Test
  void aPeerThatStopsReadingEndsTheUploadOverTlsToo(@TempDir Path directory) throws Exception {
    TestKeys keys = TestKeys.make(directory, "EC", "ip:127.0.0.1");
    try (RawServer server =
        RawServer.start(
            keys.server(),
            (self, socket) -> {
              socket.getInputStream().readNBytes(1);
              self.waitForTheEnd();
            })) {
      assertThatThrownBy(() -> upload("https", server, endless()))
          .isInstanceOf(StalledException.class)
          .hasMessage("the registry took no byte for 700 ms");
    }
  }

  @Test
  void aSlowSourceIsNotHeldAgainstTheTarget() throws Exception {
    RequestBody slow =
        body(
            64,
            out -> {
              for (int i = 0; i < 64; i++) {
                write(out, new byte[1]);
                if (i % 16 == 15) {
                  pause(LONGER.dividedBy(2));
                }
              }
            });
    try (RawServer server =
        RawServer.start(
            (self, socket) -> {
              self.readHead(socket);
              socket.getInputStream().readNBytes(64);
              RawServer.write(socket, "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
            })) {
      assertThat(upload("http", server, slow, LONGER)).isEqualTo(202);
    }
  }

  @Test
  void aPeerThatGoesSilentInTheMiddleOfABodyIsLeft() throws Exception {
    try (RawServer server =
        RawServer.start(
            (self, socket) -> {
              self.readHead(socket);
              RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nhello");
              self.waitForTheEnd();
            })) {
      assertThatThrownBy(() -> download(server, null)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aPeerThatDripsItsBodyIsLeft() throws Exception {
    try (RawServer server =
        RawServer.start(
            (self, socket) -> {
              self.readHead(socket);
              RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n");
              drip(socket, "x", 9000);
            })) {
      assertThatThrownBy(() -> download(server, null))
          .isInstanceOf(StalledException.class)
          .hasMessageMatching("the registry sent only \\d+ bytes in 700 ms");
    }
  }

  @Test
  void aPeerThatDripsItsHeadersIsLeft() throws Exception {
    try (RawServer server =
        RawServer.start(
            (self, socket) -> {
              self.readHead(socket);
              RawServer.write(socket, "HTTP/1.1 200 OK\r\nX-Long: ");
              drip(socket, "x", 9000);
            })) {
      assertThatThrownBy(() -> download(server, null)).isInstanceOf(StalledException.class);
    }
  }

  @Test
  void aSmallAnswerHasToEnd() throws Exception {
    try (RawServer server =
        RawServer.start(
            (self, socket) -> {
              self.readHead(socket);
              RawServer.write(socket, "HTTP/1.1 200 OK\r\n\r\n");
              drip(socket, "x".repeat(4096), 9000);
            })) {
      assertThatThrownBy(() -> download(server, Duration.ofMillis(300)))
          .isInstanceOf(StalledException.class)
          .hasMessage("the registry's answer was not complete after 300 ms");
    }
  }

  @Test
  void anInterruptEndsAWriteThatWaits() throws Exception {
    CountDownLatch writing = new CountDownLatch(1);
    AtomicReference<Throwable> seen = new AtomicReference<>();
    try (RawServer server = RawServer.start(StallTest::doNotRead)) {
      RequestBody body =
          body(
              MUCH,
              out -> {
                writing.countDown();
                writeMuch(out);
              });
      Thread uploader =
          Thread.ofVirtual()
              .start(
                  () ->
                      seen.set(
                          catchThrowable(
                              () -> upload("http", server, body, Duration.ofMinutes(10)))));
      writing.await();
      uploader.interrupt();
      uploader.join();
    }
    assertThat(seen.get()).isInstanceOf(IOException.class);
  }

  /** Reads the head only. */
  private static void doNotRead(RawServer self, Socket socket) throws Exception {
    socket.getInputStream().readNBytes(1);
    self.waitForTheEnd();
  }

  private static void drip(Socket socket, String drop, int drops) throws Exception {
    for (int i = 0; i < drops; i++) {
      RawServer.write(socket, drop);
      Thread.sleep(20);
    }
  }

  private static int upload(String scheme, RawServer server, RequestBody body) throws IOException {
    return upload(scheme, server, body, PATIENCE);
  }

  private static int upload(String scheme, RawServer server, RequestBody body, Duration patience)
      throws IOException {
    URI base = URI.create(scheme + "://" + server.address());
    try (HttpTransport transport = transport(base, patience);
        WireResponse response =
            transport.send(new WireRequest("PATCH", base, Map.of(), body, null, null))) {
      return response.status();
    }
  }

  private static void download(RawServer server, @Nullable Duration within) throws IOException {
    URI base = URI.create("http://" + server.address());
    try (HttpTransport transport = transport(base, PATIENCE);
        WireResponse response =
            transport.send(new WireRequest("GET", base, Map.of(), null, null, within))) {
      response.body().readAllBytes();
    }
  }

  private static HttpTransport transport(URI base, Duration patience) {
    return new HttpTransport(
        new TransportSettings(
            base,
            Trust.ANYTHING,
            Route.STRAIGHT.withPatience(patience),
            4,
            Duration.ofSeconds(60)));
  }

  private static RequestBody endless() {
    return body(MUCH, StallTest::writeMuch);
  }

  private static void writeMuch(OutputStream out) {
    byte[] piece = new byte[128 * 1024];
    for (long written = 0; written < MUCH; written += piece.length) {
      write(out, piece);
    }
  }

  private static void write(OutputStream out, byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static RequestBody body(long length, Consumer<OutputStream> writer) {
    return new RequestBody() {
      @Override
      public long length() {
        return length;
      }

      @Override
      public boolean isRepeatable() {
        return false;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        try {
          writer.accept(out);
        } catch (UncheckedIOException broken) {
          throw broken.getCause();
        }
      }
    };
  }
}
