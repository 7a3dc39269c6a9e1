package io.waybill.cli.demo;

import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads along what passes through the topics, from now on, as any other system could. For one
 * thread.
 */
final class TopicWatcher implements AutoCloseable {
  private static final List<String> TOPICS =
      List.of(Topics.EVENTS, Topics.RECORDS, Topics.PROGRESS);

  private final KafkaConsumer<String, byte[]> consumer;
  private final Deque<Object> seen = new ArrayDeque<>();

  /** A watcher that sees what is written after this. */
  TopicWatcher(KafkaClients clients) {
    consumer = clients.reader();
    Collection<TopicPartition> partitions =
        TOPICS.stream()
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToEnd(partitions);
    // Seeking is lazy: asking for the positions makes them those of now.
    partitions.forEach(consumer::position);
  }

  /**
   * The next {@code ImageEvent}, {@code TaskFact} or {@code TaskProgress}; empty when nothing came
   * in time.
   */
  Optional<Object> next(Duration patience) {
    if (seen.isEmpty()) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(patience)) {
        read(record).ifPresent(seen::add);
      }
    }
    return Optional.ofNullable(seen.poll());
  }

  private static Optional<Object> read(ConsumerRecord<String, byte[]> record) {
    try {
      var headers = Headers.of(record);
      return Optional.of(
          switch (record.topic()) {
            case Topics.EVENTS -> Messages.readEvent(headers, record.value());
            case Topics.RECORDS -> Messages.readFact(headers, record.value());
            default -> Messages.readProgress(headers, record.value());
          });
    } catch (UnreadableMessageException somebodyElses) {
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
