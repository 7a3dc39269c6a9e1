package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.chassis.config.GatewayConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Topics;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guarantee 1: what was answered 2xx is on Kafka; while Kafka is away the answer is 503, in time
 * for a sender that gives up after a second, and afterwards it is 2xx again without anybody's help.
 */
class NothingAcceptedIsLostTest {
  private static final int SENDERS = 8;
  private static final TimeSpan AS_DELIVERED = GatewayConfig.DEFAULT.kafkaTimeout();

  @Test
  void notWhileTheBrokerGoesAndComesBack(@TempDir Path directory) throws Exception {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory);
    try (TestGateway gateway = TestGateway.start(kafka.bootstrapServers(), AS_DELIVERED);
        Senders senders = new Senders(gateway)) {
      senders.begin();
      senders.awaitAccepted(200);

      kafka.close();
      await().atMost(Duration.ofSeconds(30)).until(() -> senders.refused.get() >= SENDERS);
      assertThatItSaysSoInTime(gateway);

      kafka = EmbeddedKafka.builder(directory).port(kafka.port()).start();
      senders.awaitAccepted(senders.accepted.size() + 200);
      assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(200);
      senders.end();

      Set<String> stored =
          gateway.read(Topics.EVENTS).stream()
              .map(record -> Headers.of(record).get("ce_id"))
              .collect(Collectors.toSet());
      assertThat(stored).containsAll(senders.accepted);
    } finally {
      kafka.close();
    }
  }

  private static void assertThatItSaysSoInTime(TestGateway gateway) throws Exception {
    long start = System.nanoTime();
    HttpResponse<String> answer =
        gateway.post(TestGateway.PUSH, WebhookHttpTest.push("late", "a/b", "1"));
    Duration took = Duration.ofNanos(System.nanoTime() - start);

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(answer.body()).contains("Send the whole request again");
    // 800 ms are configured; the rest is for a machine that is busy with other things.
    assertThat(took).isLessThan(Duration.ofSeconds(5));
    assertThat(gateway.get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(gateway.get("/health/live").statusCode()).isEqualTo(200);
  }

  /** Posts one event after the other from several threads, each until it is accepted. */
  private static final class Senders implements AutoCloseable {
    final Set<String> accepted = ConcurrentHashMap.newKeySet();
    final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final TestGateway gateway;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> running = new ArrayList<>();

    Senders(TestGateway gateway) {
      this.gateway = gateway;
    }

    void begin() {
      for (int sender = 0; sender < SENDERS; sender++) {
        String name = "sender-" + sender;
        running.add(
            threads.submit(
                () -> {
                  for (int number = 0; !stop.get(); number++) {
                    deliver(name + "-" + number, name);
                  }
                  return null;
                }));
      }
    }

    private void deliver(String id, String repository) throws Exception {
      while (!stop.get()) {
        int status =
            gateway
                .post(TestGateway.PUSH, WebhookHttpTest.push(id, "load/" + repository, "1"))
                .statusCode();
        if (status == 202) {
          accepted.add(id);
          return;
        }
        assertThat(status).isEqualTo(503);
        refused.incrementAndGet();
      }
    }

    void awaitAccepted(int count) {
      await().atMost(Duration.ofSeconds(60)).until(() -> accepted.size() >= count);
    }

    /** Ends the senders, and fails where one of them saw something else than 202 and 503. */
    void end() throws Exception {
      stop.set(true);
      for (Future<?> sender : running) {
        sender.get();
      }
    }

    @Override
    public void close() {
      stop.set(true);
      threads.close();
    }
  }
}
