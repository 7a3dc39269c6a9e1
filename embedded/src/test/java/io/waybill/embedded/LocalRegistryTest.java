package io.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRegistryTest {
  private static final byte[] CONTENT = "a blob".getBytes(StandardCharsets.UTF_8);

  @TempDir Path temp;
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void closeClient() {
    http.close();
  }

  @Test
  void blobsSurviveARestart() throws Exception {
    String digest;
    try (LocalRegistry registry = LocalRegistry.start(temp)) {
      digest = push(registry);
    }

    try (LocalRegistry registry = LocalRegistry.start(temp)) {
      assertThat(pull(registry, digest)).isEqualTo(200);
    }
  }

  @Test
  void deletesWhatItIsTold() throws Exception {
    try (LocalRegistry registry = LocalRegistry.start(temp)) {
      String digest = push(registry);
      HttpRequest delete = HttpRequest.newBuilder(blob(registry, digest)).DELETE().build();

      assertThat(http.send(delete, BodyHandlers.discarding()).statusCode()).isEqualTo(202);
      assertThat(pull(registry, digest)).isEqualTo(404);
    }
  }

  @Test
  void countsItsRequestsWhereAsked() throws Exception {
    try (LocalRegistry registry = LocalRegistry.builder(temp).metrics().start()) {
      pull(registry, push(registry));
      HttpRequest metrics = HttpRequest.newBuilder(registry.metrics().orElseThrow()).build();

      assertThat(http.send(metrics, BodyHandlers.ofString()).body())
          .contains("registry_http_requests_total{code=\"200\",handler=\"blob\",method=\"get\"} 1");
    }
  }

  @Test
  void notifiesTheEndpointWithTheSecret() throws Exception {
    Queue<String> received = new ConcurrentLinkedQueue<>();
    HttpServer receiver =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    receiver.createContext(
        "/hook",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          received.add(exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
          exchange.sendResponseHeaders(202, -1);
          exchange.close();
        });
    receiver.start();
    URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
    try (LocalRegistry registry =
        LocalRegistry.builder(temp).notify(url, "Bearer it's a secret").start()) {
      push(registry);

      await()
          .untilAsserted(
              () ->
                  assertThat(received)
                      .anySatisfy(
                          event ->
                              assertThat(event)
                                  .startsWith("Bearer it's a secret ")
                                  .contains("\"push\"")));
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(temp.resolve("config.yml"))))
          .isEqualTo("rw-------");
    } finally {
      receiver.stop(0);
    }
  }

  @Test
  void asksForTheLogin() throws Exception {
    RegistryLogin login = RegistryLogin.SAMPLE;
    try (LocalRegistry registry = LocalRegistry.builder(temp).login(login).start()) {
      String credentials =
          Base64.getEncoder()
              .encodeToString(
                  (login.username() + ":" + login.password()).getBytes(StandardCharsets.UTF_8));
      HttpRequest.Builder request = HttpRequest.newBuilder(registry.uri().resolve("/v2/"));

      assertThat(http.send(request.build(), BodyHandlers.discarding()).statusCode()).isEqualTo(401);
      HttpRequest authorized = request.header("Authorization", "Basic " + credentials).build();
      assertThat(http.send(authorized, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void leavesNoProcessBehindWhenClosed() {
    ProcessHandle process;
    try (LocalRegistry registry = LocalRegistry.start(temp)) {
      process = registry.process();
      assertThat(process.isAlive()).isTrue();
    }

    assertThat(process.isAlive()).isFalse();
    assertThat(temp.resolve("registry.pid")).doesNotExist();
  }

  @Test
  void endsWithTheProcessThatStartedIt() throws Exception {
    try (ChildJvm owner = ChildJvm.start(RegistryUntilKilled.class, temp)) {
      ProcessHandle registry = ProcessHandle.of(Long.parseLong(owner.said())).orElseThrow();

      owner.kill();

      await().untilAsserted(() -> assertThat(registry.isAlive()).isFalse());
    }
  }

  @Test
  void stopsARegistryThatAKillLeftBehind() throws Exception {
    try (ChildJvm owner = ChildJvm.start(RegistryUntilKilled.class, temp)) {
      ProcessHandle leftover = ProcessHandle.of(Long.parseLong(owner.said())).orElseThrow();
      owner.killAndLeaveServersBehind();
      assertThat(leftover.isAlive()).isTrue();

      try (LocalRegistry registry = LocalRegistry.start(temp)) {
        await().untilAsserted(() -> assertThat(leftover.isAlive()).isFalse());
        assertThat(registry.process().isAlive()).isTrue();
      }
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> LocalRegistry.builder(temp).port(taken.getLocalPort()).start())
          .withMessageContaining("in use");
    }
  }

  @Test
  void saysWhatTheRegistrySaidWhenItDoesNotStart() throws Exception {
    Path broken =
        Files.writeString(temp.resolve("broken"), "#!/bin/sh\necho out of sorts\nexit 3\n");
    Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));

    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(
            () -> LocalRegistry.builder(temp).binary(new RegistryBinary.Program(broken)).start())
        .withMessageContaining("data in " + temp)
        .withMessageContaining("status 3")
        .withMessageContaining("out of sorts");
  }

  private String push(LocalRegistry registry) throws Exception {
    String digest =
        "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    HttpRequest open =
        HttpRequest.newBuilder(registry.uri().resolve("/v2/some/image/blobs/uploads/"))
            .POST(BodyPublishers.noBody())
            .build();
    HttpResponse<Void> session = http.send(open, BodyHandlers.discarding());
    URI location = registry.uri().resolve(session.headers().firstValue("Location").orElseThrow());
    HttpRequest put =
        HttpRequest.newBuilder(URI.create(location + "&digest=" + digest))
            .PUT(BodyPublishers.ofByteArray(CONTENT))
            .build();
    assertThat(http.send(put, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
    return digest;
  }

  private int pull(LocalRegistry registry, String digest) throws Exception {
    return http.send(
            HttpRequest.newBuilder(blob(registry, digest)).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static URI blob(LocalRegistry registry, String digest) {
    return registry.uri().resolve("/v2/some/image/blobs/" + digest);
  }
}
