package io.waybill.registry.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.Route;
import io.waybill.registry.Trust;
import io.waybill.registry.scripted.RawServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections that wait for their next use, and servers that close them meanwhile. */
@Timeout(120)
final class PooledConnectionsTest {
  private final AtomicInteger connections = new AtomicInteger();
  private final Semaphore closed = new Semaphore(0);
  private final RawServer server = RawServer.start(this::answerOnceAndClose);
  private final URI base = URI.create("http://" + server.address());
  private final HttpTransport transport = transportTo(server, 2);

  @AfterEach
  void stop() throws Exception {
    transport.close();
    server.close();
  }

  private static HttpTransport transportTo(RawServer server, int connections) {
    URI address = URI.create("http://" + server.address());
    return new HttpTransport(
        new TransportSettings(
            address, Trust.USUAL, Route.STRAIGHT, connections, Duration.ofSeconds(60)));
  }

  /** Answers as if the connection was to live on, and closes it without a word. */
  private void answerOnceAndClose(RawServer self, Socket socket) throws Exception {
    connections.incrementAndGet();
    List<String> head = self.readHead(socket);
    int length =
        head.stream()
            .filter(line -> line.startsWith("Content-Length: "))
            .mapToInt(line -> Integer.parseInt(line.substring("Content-Length: ".length())))
            .findFirst()
            .orElse(0);
    socket.getInputStream().readNBytes(length);
    RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    socket.close();
    closed.release();
  }

  @Test
  void aClosedConnectionIsReplacedUnderARequestWithoutABody() throws Exception {
    for (int i = 1; i <= 3; i++) {
      assertThat(send("GET", null)).isEqualTo("ok");
      closed.acquire();
    }

    assertThat(connections).hasValue(3);
  }

  @Test
  void aClosedConnectionIsReplacedUnderABodyThatCanBeSentAgain() throws Exception {
    for (int i = 1; i <= 3; i++) {
      assertThat(send("POST", RequestBody.of(new byte[1000]))).isEqualTo("ok");
      closed.acquire();
    }

    assertThat(connections).hasValue(3);
  }

  @Test
  void aClosedConnectionIsFoundBeforeABodyThatCanBeSentOnce() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    for (int i = 1; i <= 3; i++) {
      assertThat(send("PATCH", once(begun))).isEqualTo("ok");
      closed.acquire();
    }

    assertThat(connections).hasValue(3);
    assertThat(begun).as("bodies that were begun").hasValue(3);
  }

  /** One has the only connection, and another one waits for it and is stopped. */
  @Test
  void whoeverWaitsForAConnectionAndIsInterruptedIsTold() throws Exception {
    AtomicReference<@Nullable Throwable> told = new AtomicReference<>();
    Semaphore rest = new Semaphore(0);
    try (RawServer slow =
            RawServer.start(
                (self, socket) -> {
                  self.readHead(socket);
                  RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n");
                  rest.acquire();
                  RawServer.write(socket, "ok");
                });
        HttpTransport one = transportTo(slow, 1)) {
      URI address = URI.create("http://" + slow.address());
      WireRequest request = new WireRequest("GET", address, Map.of(), null, Duration.ofMinutes(1));
      try (WireResponse held = one.send(request)) {
        Thread waiting =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try (WireResponse none = one.send(request)) {
                        told.set(new AssertionError("an answer: " + none.status()));
                      } catch (Throwable failure) {
                        told.set(failure);
                      }
                    });
        while (waiting.getState() != Thread.State.TIMED_WAITING) {
          Thread.onSpinWait();
        }
        waiting.interrupt();
        waiting.join();
        rest.release();
        assertThat(held.body().readAllBytes()).asString().isEqualTo("ok");
      }
    }
    assertThat(told.get()).isInstanceOf(IOException.class);
  }

  @Test
  void aConnectionThatLivesIsUsedAgain() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    try (RawServer living =
            RawServer.start(
                (self, socket) -> {
                  accepted.incrementAndGet();
                  while (!self.readHead(socket).isEmpty()) {
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  }
                });
        HttpTransport other = transportTo(living, 2)) {
      for (int i = 0; i < 5; i++) {
        assertThat(send(other, URI.create("http://" + living.address()), "GET", null))
            .isEqualTo("ok");
      }
    }
    assertThat(accepted).hasValue(1);
  }

  @Test
  void aConnectionIsNotUsedForLongerThanItsServerSaidItKeepsIt() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    try (RawServer brief =
            RawServer.start(
                (self, socket) -> {
                  accepted.incrementAndGet();
                  while (!self.readHead(socket).isEmpty()) {
                    RawServer.write(
                        socket,
                        "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 2\r\n\r\nok");
                  }
                });
        HttpTransport other = transportTo(brief, 2)) {
      URI address = URI.create("http://" + brief.address());
      send(other, address, "GET", null);
      Thread.sleep(1100);
      send(other, address, "GET", null);
    }
    assertThat(accepted).hasValue(2);
  }

  @Test
  void thereAreNeverMoreConnectionsThanAllowed() throws Exception {
    AtomicInteger open = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (RawServer counting =
            RawServer.start(
                (self, socket) -> {
                  most.accumulateAndGet(open.incrementAndGet(), Math::max);
                  while (!self.readHead(socket).isEmpty()) {
                    Thread.sleep(20);
                    RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                  }
                });
        HttpTransport other = transportTo(counting, 2);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      URI address = URI.create("http://" + counting.address());
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        answers.add(threads.submit(() -> send(other, address, "GET", null)));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo("ok");
      }
    }
    assertThat(most).hasValue(2);
  }

  private String send(String method, @Nullable RequestBody body) throws IOException {
    return send(transport, base, method, body);
  }

  private static String send(
      HttpTransport transport, URI base, String method, @Nullable RequestBody body)
      throws IOException {
    try (WireResponse response =
        transport.send(new WireRequest(method, base, Map.of(), body, null, null))) {
      return new String(response.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static RequestBody once(AtomicInteger begun) {
    return new RequestBody() {
      @Override
      public long length() {
        return 1000;
      }

      @Override
      public boolean isRepeatable() {
        return false;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        begun.incrementAndGet();
        out.write(new byte[1000]);
      }
    };
  }
}
