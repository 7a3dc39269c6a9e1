package io.waybill.api.live;

import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.Loop;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows {@code waybill.records} beside the recorder, not in its group: every process hears every
 * fact. A fact is told once the recorder has committed it, because only then the database shows it.
 */
public final class LiveFacts {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFacts.class);
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration BUSY = Duration.ofMillis(50);
  private static final long PATIENCE_S = 10;
  private static final int BATCH = 500;

  /** Facts of each partition that are kept from before this process began. */
  private static final long BEFORE = 1_000;

  private final KafkaClients clients;
  private final Admin admin;
  private final LiveRecords live;
  private volatile Runnable wakeup = () -> {};

  /** Whether it was said that Kafka does not answer; the one thread's that follows. */
  private boolean waiting;

  /** A follower; nothing happens before {@link #follow}. */
  public LiveFacts(KafkaClients clients, Admin admin, LiveRecords live) {
    this.clients = clients;
    this.admin = admin;
    this.live = live;
  }

  /** Follows until the loop is closed. */
  public void follow(Loop loop) throws InterruptedException {
    try (KafkaConsumer<String, byte[]> consumer = clients.reader()) {
      wakeup = consumer::wakeup;
      begin(consumer);
      Deque<ConsumerRecord<String, byte[]>> pending = new ArrayDeque<>();
      while (loop.isRunning()) {
        if (pending.size() < BATCH) {
          consumer.poll(pending.isEmpty() ? IDLE : BUSY).forEach(pending::add);
        } else {
          loop.pause(BUSY);
        }
        if (!pending.isEmpty()) {
          Optional<Map<TopicPartition, OffsetAndMetadata>> recorded = recorded();
          recorded.ifPresent(upTo -> tell(pending, upTo));
          if (recorded.isEmpty()) {
            loop.pause(IDLE);
          }
        }
        loop.working();
      }
    } catch (WakeupException stopped) {
      // The loop ends, or begins anew.
    } finally {
      wakeup = () -> {};
    }
  }

  /** Ends a wait for facts. */
  public void wakeup() {
    wakeup.run();
  }

  private void begin(KafkaConsumer<String, byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.RECORDS).stream()
            .map(partition -> new TopicPartition(Topics.RECORDS, partition.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
    Map<Integer, Long> positions = new HashMap<>();
    consumer
        .endOffsets(partitions)
        .forEach(
            (partition, end) ->
                positions.put(
                    partition.partition(),
                    Math.max(first.getOrDefault(partition, 0L), end - BEFORE)));
    live.beginAt(positions)
        .forEach(
            (partition, from) ->
                consumer.seek(new TopicPartition(Topics.RECORDS, partition), from));
  }

  /** How far history has come; empty while Kafka does not say, which is said once. */
  private Optional<Map<TopicPartition, OffsetAndMetadata>> recorded() throws InterruptedException {
    try {
      Map<TopicPartition, OffsetAndMetadata> recorded =
          admin
              .listConsumerGroupOffsets(Groups.RECORDER)
              .partitionsToOffsetAndMetadata()
              .get(PATIENCE_S, TimeUnit.SECONDS);
      if (waiting) {
        LOG.info("Live records go on");
      }
      waiting = false;
      return Optional.of(recorded);
    } catch (TimeoutException | ExecutionException away) {
      if (!waiting) {
        LOG.warn(
            "Live records wait: Kafka does not say how far history has come ({})", away.toString());
      }
      waiting = true;
      return Optional.empty();
    }
  }

  private void tell(
      Deque<ConsumerRecord<String, byte[]>> pending,
      Map<TopicPartition, OffsetAndMetadata> recorded) {
    List<LiveRecords.Place> shown = new ArrayList<>();
    for (var iterator = pending.iterator(); iterator.hasNext(); ) {
      ConsumerRecord<String, byte[]> record = iterator.next();
      OffsetAndMetadata upTo = recorded.get(new TopicPartition(record.topic(), record.partition()));
      if (upTo != null && record.offset() < upTo.offset()) {
        iterator.remove();
        place(record, shown);
      }
    }
    if (!shown.isEmpty()) {
      live.happened(shown);
    }
  }

  private static void place(ConsumerRecord<String, byte[]> record, List<LiveRecords.Place> into) {
    try {
      TaskFact fact = Messages.readFact(Headers.of(record), record.value());
      if (!(fact instanceof CopyAnnounced)) {
        into.add(new LiveRecords.Place(record.partition(), record.offset(), fact.taskId()));
      }
    } catch (UnreadableMessageException unreadable) {
      // The recorder sets it aside.
    }
  }
}
