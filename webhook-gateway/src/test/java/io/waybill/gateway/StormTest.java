package io.waybill.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.chassis.kafka.Headers;
import io.waybill.embedded.Ports;
import io.waybill.gateway.Storm.Sender;
import io.waybill.schemas.wire.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guarantee 1 in a storm: senders post while the broker and the gateway are killed with -9 and
 * started again, in an order that a seed decides. Rerun a failure with {@code -Dwaybill.seed=...};
 * {@code -Dwaybill.storm.events=...} makes it longer.
 */
class StormTest {
  private static final int EVENTS = Integer.getInteger("waybill.storm.events", 100_000);
  private static final int KILLS = 6;
  private static final String SECRET = "a-secret-of-the-storm";
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  private final long seed = Long.getLong("waybill.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final int kafkaPort = Ports.free();
  private final int gatewayPort = Ports.free();
  private final URI gatewayUri = URI.create("http://127.0.0.1:" + gatewayPort);
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void everyEventThatWasAnswered2xxIsOnKafkaAndThoseOfTheSpoolAreInOrder() throws Exception {
    System.out.println("seed: " + seed);
    Files.writeString(temp.resolve("waybill.yaml"), configuration());
    ChildJvm broker = startBroker();
    ChildJvm gateway = startGateway();
    try (Storm storm = new Storm(gatewayUri, SECRET)) {
      storm.begin(4, 4);
      for (int kill = 1; kill <= KILLS; kill++) {
        awaitAccepted(storm, EVENTS / (KILLS + 1) * kill);
        Thread.sleep(random.nextInt(100));
        if (kill % 2 == 1 || random.nextBoolean()) {
          broker.kill();
          // Long enough for senders to be turned away, and for the spool to be used.
          Thread.sleep(random.nextInt(1500));
          if (random.nextBoolean()) {
            gateway.kill();
            gateway = startGateway();
          }
          broker = startBroker();
        } else {
          gateway.kill();
          gateway = startGateway();
        }
      }
      awaitAccepted(storm, EVENTS);
      storm.end();
      awaitEmptySpool();
      System.out.printf(
          "accepted: %d events, %d bodies spooled, %d requests turned away%n",
          storm.accepted(), storm.spooled(), storm.turnedAway());

      assertThat(storm.turnedAway()).isPositive();
      assertThat(storm.spooled()).isPositive();
      assertThatAllIsThere(storm);
      assertThat(gateway.stop()).isEqualTo(143);
    } finally {
      gateway.close();
      broker.close();
    }
  }

  private void assertThatAllIsThere(Storm storm) {
    Map<String, List<String>> stored = new HashMap<>();
    // Only ids are kept: a quick machine gets many more events accepted than were asked for.
    TestGateway.forEach(
        "127.0.0.1:" + kafkaPort,
        Topics.EVENTS,
        record -> {
          String id = String.valueOf(Headers.of(record).get("ce_id"));
          stored.computeIfAbsent(record.key(), any -> new ArrayList<>()).add(id);
          // A duplicate is the same event, not another one under its id.
          assertThat(record.key()).isEqualTo("shanghai/storm/" + id.substring(0, id.indexOf('/')));
          assertThat(new String(record.value(), UTF_8))
              .contains("\"tag\":\"" + id.substring(id.indexOf('/') + 1) + "\"");
        });
    System.out.printf(
        "on Kafka: %d records%n", stored.values().stream().mapToInt(List::size).sum());
    for (Sender sender : storm.senders()) {
      List<String> ids = stored.getOrDefault("shanghai/storm/" + sender.name(), List.of());
      Set<String> once = new HashSet<>(ids);
      assertThat(sender.heard()).isNotEmpty().allMatch(once::contains);
      if (sender.isHeardOnce()) {
        assertThat(lastCopies(ids, sender.heard()))
            .as("the order of %s", sender.name())
            .isEqualTo(sender.heard());
      }
    }
  }

  /** What a reader ends with that takes one after the other: the newest has to be the last. */
  private static List<String> lastCopies(List<String> ids, List<String> wanted) {
    return ids.reversed().stream()
        .distinct()
        .filter(new HashSet<>(wanted)::contains)
        .toList()
        .reversed();
  }

  private void awaitAccepted(Storm storm, int count) {
    await("%d events to be accepted".formatted(count))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> storm.accepted() >= count);
  }

  private void awaitEmptySpool() {
    await("the spool to be empty")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        // The gateway may have been started a moment ago.
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> metrics().contains("waybill_gateway_spool_entries{role=\"gateway\"} 0.0"));
  }

  private String metrics() throws IOException, InterruptedException {
    return client
        .send(
            HttpRequest.newBuilder(gatewayUri.resolve("/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private ChildJvm startBroker() throws IOException {
    ChildJvm broker =
        ChildJvm.start(
            BrokerUntilKilled.class, temp.resolve("broker.log"), temp.resolve("kafka"), kafkaPort);
    broker.awaitLines(1);
    return broker;
  }

  private ChildJvm startGateway() throws IOException {
    ChildJvm gateway =
        ChildJvm.start(
            GatewayUntilKilled.class, temp.resolve("gateway.log"), temp.resolve("waybill.yaml"));
    return gateway;
  }

  private String configuration() {
    return """
    kafka: { bootstrapServers: "127.0.0.1:%d" }
    registries:
      shanghai: { url: "https://registry.shanghai.example" }
    webhooks:
      %s: { registry: shanghai, type: distribution, secret: "%s", requestsPerSecond: 100000 }
      %s: { registry: shanghai, type: distribution, secret: "%s", requestsPerSecond: 100000, spool: true }
    gateway: { port: %d }
    data: "%s"
    """
        .formatted(
            kafkaPort,
            Storm.REPEATED,
            SECRET,
            Storm.ONCE,
            SECRET,
            gatewayPort,
            temp.resolve("data"));
  }
}
