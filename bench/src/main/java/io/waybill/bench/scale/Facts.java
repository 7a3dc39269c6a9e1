package io.waybill.bench.scale;

import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Which tasks are over, as the workers say on the topic of records. */
final class Facts implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration GLANCE = Duration.ofMillis(20);

  private final Map<TaskId, TaskDone> ends = new ConcurrentHashMap<>();
  private final Thread reader;
  private volatile boolean closed;

  private Facts(KafkaClients clients) {
    reader = Thread.ofPlatform().name("facts").unstarted(() -> read(clients));
  }

  static Facts follow(KafkaClients clients) {
    Facts facts = new Facts(clients);
    facts.reader.start();
    return facts;
  }

  /** How the task ended; empty where it has not. */
  Optional<TaskDone> end(SyncTask task) {
    return Optional.ofNullable(ends.get(task.id()));
  }

  /** Returns when all are over, or the time is. */
  boolean await(Collection<SyncTask> tasks, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!tasks.stream().allMatch(task -> ends.containsKey(task.id()))) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
    return true;
  }

  private void read(KafkaClients clients) {
    try (KafkaConsumer<String, byte[]> consumer = clients.reader()) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.RECORDS).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!closed) {
        consumer.poll(POLL).forEach(this::keep);
      }
    }
  }

  private void keep(ConsumerRecord<String, byte[]> record) {
    try {
      if (Messages.readFact(Headers.of(record), record.value()) instanceof TaskDone done) {
        ends.put(done.taskId(), done);
      }
    } catch (UnreadableMessageException impossible) {
      throw new IllegalStateException("A worker of this version wrote it", impossible);
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      reader.join();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
