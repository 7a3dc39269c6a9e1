package io.waybill.worker.plan;

import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.Loop;
import io.waybill.chassis.traces.Traces;
import io.waybill.schemas.wire.Topics;
import io.waybill.worker.metrics.WorkerMetrics;
import io.waybill.worker.wire.Outbox;
import io.waybill.worker.wire.Outgoing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns events into tasks, for all workers together: an ordinary consumer group on the topic of
 * events.
 *
 * <p>For each batch it reads the rules up to their end, plans, sends facts and tasks, waits until
 * Kafka has all of them, and only then commits. So an event is planned at least once; planned
 * twice, it makes the same tasks.
 */
public final class PlannerLoop {
  private static final Logger LOG = LoggerFactory.getLogger(PlannerLoop.class);

  /**
   * A rebalance waits for each planner's next look: one that is at a batch for longer, as while
   * Kafka is away, must not hold up those that join. A batch is so small that it does not take that
   * long, also where rules have each event go to a hundred targets: it would be planned for ever.
   */
  private static final Map<String, Object> PACE =
      Map.of(
          ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
          60_000,
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          100);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration FIRST_POLLS = Duration.ofMillis(50);

  private final KafkaClients clients;
  private final EventReader events;
  private final Outbox outbox;
  private final WorkerMetrics metrics;
  private final Clock clock;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** A planner that is not started. */
  public PlannerLoop(
      KafkaClients clients,
      TaskPlanner planner,
      Outbox outbox,
      WorkerMetrics metrics,
      Traces traces,
      Clock clock) {
    this.clients = clients;
    this.events = new EventReader(planner, metrics, traces);
    this.outbox = outbox;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Ends when the planner is a member of its group and knows the rules. It may have no partition
   * all the same, where there are more planners than partitions.
   */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /** Plans until the loop is closed; throws Kafka's exceptions, and can then be called again. */
  public void run(Loop loop) {
    try (Consumer<String, byte[]> consumer = clients.consumer(Groups.PLANNER, PACE);
        Consumer<String, byte[]> reader = clients.reader();
        Consumer<String, byte[]> recordReader = clients.reader()) {
      consumer.subscribe(List.of(Topics.EVENTS));
      RuleBook rules = new RuleBook(reader, outbox, clock);
      CopyBook copies = new CopyBook(recordReader);
      rules.catchUp();
      boolean uncommitted = false;
      while (loop.isRunning()) {
        ConsumerRecords<String, byte[]> batch = consumer.poll(ready.isDone() ? POLL : FIRST_POLLS);
        if (!batch.isEmpty()) {
          rules.catchUp();
          copies.catchUp(rules.rules().mayGoRound(), oldest(batch));
          plan(batch, rules, copies);
          uncommitted = true;
        }
        if (uncommitted) {
          uncommitted = !commit(consumer);
        }
        loop.working();
        metrics.plannerLag(lag(consumer));
        if (!ready.isDone() && consumer.groupMetadata().generationId() > 0) {
          ready.complete(null);
        }
      }
    }
  }

  private static boolean commit(Consumer<String, byte[]> consumer) {
    try {
      consumer.commitSync();
      return true;
      // What went to another planner is planned once more there; what stays is committed after the
      // next look, also where no further event comes.
    } catch (RebalanceInProgressException moved) {
      LOG.debug("Planners come or go: the offsets of a batch are not committed", moved);
      return false;
    } catch (CommitFailedException putOut) {
      LOG.warn(
          "This planner was put out of its group: its last batch took longer than a minute, or"
              + " Kafka was not heard of. The batch is planned once more, into the same tasks."
              + " ({})",
          String.valueOf(putOut.getMessage()));
      return false;
    }
  }

  private void plan(ConsumerRecords<String, byte[]> batch, RuleBook rules, CopyBook copies) {
    List<Outgoing> messages = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : batch) {
      messages.addAll(events.read(record, rules.rules(), copies::before, clock.instant()));
    }
    CompletableFuture<?>[] sent =
        messages.stream()
            .map(message -> outbox.publish(message.topic(), message.message()))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(sent).join();
  }

  private static Instant oldest(ConsumerRecords<String, byte[]> batch) {
    long oldest = Long.MAX_VALUE;
    for (ConsumerRecord<String, byte[]> record : batch) {
      oldest = Math.min(oldest, record.timestamp());
    }
    return Instant.ofEpochMilli(oldest);
  }

  private static long lag(Consumer<String, byte[]> consumer) {
    long lag = 0;
    try {
      for (TopicPartition partition : consumer.assignment()) {
        OptionalLong behind = consumer.currentLag(partition);
        lag += behind.orElse(0);
      }
    } catch (IllegalStateException goneMeanwhile) {
      // "No current assignment": seen with the newer protocol's client, whose assignment another
      // thread changes; a lag is not worth an outage with any other.
      return lag;
    }
    return lag;
  }
}
