package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** More than fits into a small heap comes while Kafka is away: it is turned away, and passes. */
class FloodTest {
  private static final int POSTS = 2000;
  private static final int BODY_BYTES = 100_000;
  private static final String SECRET = "a-secret-of-the-flood";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  private final int kafkaPort = Ports.free();
  private final int gatewayPort = Ports.free();
  private final URI webhook = URI.create("http://127.0.0.1:" + gatewayPort + "/webhooks/push");

  @Test
  void thousandsOfBodiesAtATimeAreTurnedAwayInASmallHeapAndTakenWhenKafkaIsThere()
      throws Exception {
    Files.writeString(temp.resolve("waybill.yaml"), configuration());
    try (ChildJvm gateway =
            ChildJvm.start(
                64, GatewayUntilKilled.class, temp.resolve("log"), temp.resolve("waybill.yaml"));
        HttpClient client = client()) {
      gateway.awaitLines(1);

      assertThat(flood()).hasSize(POSTS).containsOnly(503);
      assertThat(gateway.isAlive()).isTrue();

      try (EmbeddedKafka _ = EmbeddedKafka.builder(temp.resolve("kafka")).port(kafkaPort).start()) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(post(client, push(1000))).isEqualTo(202));
      }
      assertThat(flood()).hasSize(POSTS).containsOnly(503);
      assertThat(gateway.isAlive()).isTrue();
    }
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /**
   * With connections of its own: one that was idle for long may be closed just when it is used
   * again.
   */
  private List<Integer> flood() throws Exception {
    byte[] body = push(BODY_BYTES);
    List<Integer> answers = new ArrayList<>();
    try (HttpClient client = client();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> posts = new ArrayList<>();
      for (int i = 0; i < POSTS; i++) {
        posts.add(threads.submit(() -> post(client, body)));
      }
      for (Future<Integer> post : posts) {
        answers.add(post.get());
      }
    }
    return answers;
  }

  private int post(HttpClient client, byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(webhook)
            .timeout(PATIENCE)
            .header("Authorization", SECRET)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /** A push in a body of so many bytes. */
  private static byte[] push(int bytes) {
    byte[] push = WebhookHttpTest.push("flood", "a/b", "1");
    byte[] body = Arrays.copyOf(push, bytes);
    Arrays.fill(body, push.length, bytes, (byte) ' ');
    return body;
  }

  private String configuration() {
    return """
    kafka: { bootstrapServers: "127.0.0.1:%d" }
    registries:
      shanghai: { url: "https://registry.shanghai.example" }
    webhooks:
      push: { registry: shanghai, type: distribution, secret: "%s", requestsPerSecond: 100000 }
    gateway: { port: %d, bodyTimeout: 2m }
    data: "%s"
    """
        .formatted(kafkaPort, SECRET, gatewayPort, temp.resolve("data"));
  }
}
