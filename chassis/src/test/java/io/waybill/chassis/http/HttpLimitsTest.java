package io.waybill.chassis.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.json.Json;
import io.waybill.chassis.metrics.Metrics;
import io.waybill.schemas.units.ByteSize;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server puts up with: each request is written byte by byte, as no good client would. */
final class HttpLimitsTest {
  private static final int PATIENCE_MILLIS = 20_000;

  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch arrived = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Health health = new Health();
  private final PrometheusMeterRegistry meters = Metrics.create("test");
  private HttpService service;

  @BeforeEach
  void start() throws Exception {
    service =
        HttpService.start(
            HttpSettings.of("127.0.0.1", 0, "gateway.port")
                .withMaxBody(new ByteSize(1024))
                .withMaxInFlight(1)
                .withTimes(Duration.ofMillis(300), Duration.ofSeconds(2), Duration.ofSeconds(20)),
            this::routes,
            health,
            meters);
  }

  private void routes(Routes routes) {
    routes
        .post("/take", r -> Response.text(200, r.body().length + " bytes"))
        .get(
            "/hold",
            r -> {
              arrived.countDown();
              held.await();
              return Response.text(200, "released");
            });
  }

  @AfterEach
  void stop() {
    held.countDown();
    service.close();
    threads.close();
  }

  @Test
  void aBodyWithinTheLimitIsTaken() throws Exception {
    assertThat(exchange(post(1024) + "x".repeat(1024))).contains("200 OK", "1024 bytes");
  }

  @Test
  void aDeclaredLengthBeyondTheLimitIsRefusedBeforeItArrives() throws Exception {
    assertThat(exchange(post(1025))).contains("413 ", "larger than 1KiB");
  }

  @Test
  void aBodyThatGrowsBeyondTheLimitIsRefused() throws Exception {
    String chunked = head("POST /take", "Transfer-Encoding: chunked");

    assertThat(exchange(chunked + "800\r\n" + "x".repeat(2048) + "\r\n0\r\n\r\n"))
        .contains("413 ", "urn:waybill:problem:too-large");
  }

  @Test
  void bodiesBeyondTheMemoryForAllOfThemAreToldToComeBack() throws Exception {
    try (HttpService small =
        HttpService.start(
            HttpSettings.of("127.0.0.1", 0, "gateway.port")
                .withMaxBody(new ByteSize(1024))
                .withBodyMemory(new ByteSize(1500)),
            routes ->
                routes
                    .post("/take", r -> Response.text(200, r.body().length + " bytes"))
                    .post(
                        "/hold",
                        r -> {
                          arrived.countDown();
                          held.await();
                          return Response.text(200, "released");
                        }),
            new Health(),
            Metrics.create("test"))) {
      String large = "x".repeat(1000);
      String hold = head("POST /hold", "Content-Length: 1000") + large;
      CompletableFuture<String> first =
          CompletableFuture.supplyAsync(() -> exchange(small.port(), hold), threads);
      assertThat(arrived.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
      String second = exchange(small.port(), post(1000) + large);
      String little = exchange(small.port(), post(10) + "x".repeat(10));
      held.countDown();

      assertThat(second).contains("503 ", "large bodies").containsIgnoringCase("Retry-After: 1");
      assertThat(little).contains("200 OK");
      assertThat(first.get()).contains("released");
      awaitTaken(small, post(1000) + large);
    }
  }

  /** A body's memory is given back when its answer has left, which its sender may see before. */
  private void awaitTaken(HttpService service, String request) {
    String answer = "";
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (!answer.contains("200 OK") && System.nanoTime() < deadline) {
      answer = exchange(service.port(), request);
    }
    assertThat(answer).contains("200 OK");
  }

  @Test
  void theMemoryOfABodyWhoseSenderGoesAwayIsFreeAgain() throws Exception {
    try (HttpService small =
        HttpService.start(
            HttpSettings.of("127.0.0.1", 0, "gateway.port")
                .withMaxBody(new ByteSize(1024))
                .withBodyMemory(new ByteSize(1024)),
            this::routes,
            new Health(),
            Metrics.create("test"))) {
      for (int i = 0; i < 5; i++) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), small.port())) {
          socket.getOutputStream().write((post(1024) + "x".repeat(900)).getBytes(ISO_8859_1));
        }
      }
      awaitTaken(small, post(1024) + "x".repeat(1024));
    }
  }

  @Test
  void aBodyThatDoesNotComeIsGivenUp() throws Exception {
    assertThat(exchange(post(10) + "only")).contains("408 ", "did not arrive within 300 ms");
  }

  @Test
  void aSenderThatAsksFirstIsToldToGoOn() throws Exception {
    String asking = head("POST /take", "Expect: 100-continue", "Content-Length: 2");

    assertThat(exchange(asking + "ok")).contains("100 Continue", "200 OK", "2 bytes");
  }

  @Test
  void headersBeyondTheLimitAreRefused() throws Exception {
    String request = head("GET /hold", "X: " + "y".repeat(40_000));

    assertThat(exchange(request)).contains("431 ", "urn:waybill:problem:headers-too-large");
    assertThat(get("/metrics")).contains("status=\"431\"");
  }

  @Test
  void aHundredHeadersAreTakenAndMoreRefused() {
    String[] headers = new String[98];
    Arrays.setAll(headers, i -> "X-" + i + ": y");
    assertThat(exchange(head("GET /health/live", headers))).contains("200 OK");

    String[] more = Arrays.copyOf(headers, 99);
    more[98] = "One: more";
    assertThat(exchange(head("GET /health/live", more)))
        .contains("431 ", "application/problem+json", "100 headers at most");
  }

  @Test
  void whatIsNotHttpIsAProblem() {
    assertThat(exchange("what is this\r\n\r\n")).contains("400 ", "application/problem+json");
  }

  @Test
  void aHeadThatDripsIsCutOffThoughItIsNeverSilent() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      CompletableFuture<Void> dripping = CompletableFuture.runAsync(() -> drip(socket), threads);

      // A reset is an end, too.
      assertThat(dripping).succeedsWithin(Duration.ofMillis(PATIENCE_MILLIS));
    }
    assertThat(get("/metrics"))
        .contains("http_server_connections_cut_off_total{reason=\"slow-head\",role=\"test\"} 1.0");
  }

  @Test
  void aSecondHeadThatDripsIsCutOffAsWell() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket
          .getOutputStream()
          .write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      CompletableFuture<Void> dripping = CompletableFuture.runAsync(() -> drip(socket), threads);

      assertThat(dripping).succeedsWithin(Duration.ofMillis(PATIENCE_MILLIS));
    }
  }

  /** A byte of a head every 20 ms, until nobody takes it any more. */
  private static void drip(Socket socket) {
    try {
      OutputStream out = socket.getOutputStream();
      out.write("GET /health/live HTTP/1.1\r\nHost: ".getBytes(ISO_8859_1));
      while (true) {
        out.write('x');
        out.flush();
        Thread.sleep(20);
      }
    } catch (IOException closed) {
      // That is what is waited for.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void anAddressBeyondTheLimitIsRefused() throws Exception {
    String request = head("GET /" + "y".repeat(20_000));

    assertThat(exchange(request)).contains("414 ");
  }

  @Test
  void aSilentConnectionIsClosed() throws Exception {
    assertThat(exchange("GET /ho")).isEmpty();
  }

  @Test
  void requestsBeyondTheNumberAreToldToComeBack() throws Exception {
    CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> get("/hold"), threads);
    assertThat(arrived.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    String second = get("/hold");
    String health = get("/health/live");
    held.countDown();

    assertThat(second).containsIgnoringCase("503 ").containsIgnoringCase("Retry-After: 1");
    assertThat(health).contains("200 OK");
    assertThat(first.get()).contains("released");
  }

  @Test
  void closingLetsARunningRequestEndAndTakesNoOther() throws Exception {
    CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> get("/hold"), threads);
    assertThat(arrived.await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(service::close, threads);
    String late = get("/health/live");
    while (late.contains("200 OK")) {
      late = get("/health/live");
    }
    held.countDown();

    assertThat(late).contains("503 ", "about to stop");
    assertThat(running.get()).contains("released");
    closing.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Test
  void aTakenPortIsNamedWithTheKeyThatChangesIt() {
    PortInUseException refused =
        catchThrowableOfType(
            PortInUseException.class,
            () ->
                HttpService.start(
                    HttpSettings.of("127.0.0.1", service.port(), "gateway.port"),
                    routes -> {},
                    new Health(),
                    Metrics.create("test")));

    assertThat(refused)
        .hasMessage(
            "Port %d on 127.0.0.1 is in use by another process: stop it, or set gateway.port"
                + " (WAYBILL_GATEWAY_PORT)",
            service.port());
  }

  @Test
  void anAddressThatIsNotOursIsASentence() {
    ListenException refused =
        catchThrowableOfType(
            ListenException.class,
            () ->
                HttpService.start(
                    HttpSettings.of("192.0.2.1", 0, "gateway.port"),
                    routes -> {},
                    new Health(),
                    Metrics.create("test")));

    assertThat(refused).hasMessageStartingWith("Tried to listen on 192.0.2.1, port 0, but failed");
  }

  @Test
  void readinessIsWhatTheChecksSay() {
    health.add("kafka", () -> Health.Status.good("Kafka answers"));
    assertThat(get("/health/ready")).contains("200 OK", "\"status\":\"ready\"");

    health.add("rules", () -> Health.Status.bad("The rules are not read yet"));
    health.add(
        "broken",
        () -> {
          throw new IllegalStateException("defect");
        });
    assertThat(get("/health/ready"))
        .contains("503 ", "\"not ready\"", "The rules are not read yet", "The check itself failed");
  }

  @Test
  void metricsNameTheRouteNotThePath() {
    get("/health/live");
    get("/nowhere/42");

    assertThat(get("/metrics"))
        .contains(
            "http_server_requests_seconds_count{method=\"GET\",role=\"test\",route=\"/health/live\",status=\"200\"}",
            "route=\"unmatched\"",
            "jvm_memory_used_bytes")
        .doesNotContain("/nowhere/42");
  }

  /** What a caller sends. */
  record Cargo(String name, int crates) {}

  @Test
  void vertxReadsAndWritesRecordsWithJackson2Alone() {
    assertThat(Json.decodeValue(Json.encode(new Cargo("tea", 3)), Cargo.class))
        .isEqualTo(new Cargo("tea", 3));
    assertThat(Json.CODEC.getClass().getName())
        .isEqualTo("io.vertx.core.json.jackson.DatabindCodec");
  }

  private static String post(int length) {
    return head("POST /take", "Content-Length: " + length);
  }

  private String get(String path) {
    return exchange(head("GET " + path));
  }

  private static String head(String request, String... headers) {
    List<String> lines = new ArrayList<>(List.of(request + " HTTP/1.1", "Host: x"));
    lines.addAll(List.of(headers));
    lines.add("Connection: close");
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /** Sends the bytes, and returns all that comes until the server closes. */
  private String exchange(String request) {
    return exchange(service.port(), request);
  }

  private static String exchange(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(ISO_8859_1));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    }
  }
}
