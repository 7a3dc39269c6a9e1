package io.waybill.worker.plan;

import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.Loop;
import io.waybill.worker.wire.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Knows whether rules lead from a registry back to it, for the copiers of this worker: follows the
 * topic of rules beside the planner, who looks only when there is something to plan. Any thread may
 * ask.
 *
 * <p>It is a moment behind the API, so a copy that runs while the rule that closes a round is made
 * may count as one of before.
 */
public final class RoundWatch {
  private static final Duration POLL = Duration.ofMillis(500);

  /** What cannot be read the planner sets aside. */
  private static final Outbox NOWHERE =
      (topic, message) -> CompletableFuture.completedFuture(message);

  private final KafkaClients clients;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile boolean round;

  /** A watch that is not started. */
  public RoundWatch(KafkaClients clients) {
    this.clients = clients;
  }

  /** Ends when all rules are known that there were when the watch began. */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /** Whether enabled rules copy from registry to registry in a circle. */
  public boolean isRound() {
    return round;
  }

  /** Follows until the loop is closed; throws Kafka's exceptions, and can then be called again. */
  public void run(Loop loop) {
    try (Consumer<String, byte[]> reader = clients.reader()) {
      RuleBook rules = new RuleBook(reader, NOWHERE, Clock.systemUTC());
      rules.catchUp();
      while (loop.isRunning()) {
        round = rules.rules().mayGoRound();
        ready.complete(null);
        rules.follow(POLL);
        loop.working();
      }
    }
  }
}
