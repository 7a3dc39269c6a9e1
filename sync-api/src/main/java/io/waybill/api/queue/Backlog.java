package io.waybill.api.queue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/**
 * What a group has still to do of a topic, whoever has its partitions, and nobody too.
 *
 * @param count of records
 * @param since when the oldest of them was written; {@code Instant.MAX} where there is none
 */
record Backlog(long count, Instant since) {
  /** What a reader has to be made with: the batch with the one record wanted, and little more. */
  static final Map<String, Object> LITTLE =
      Map.of(
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          1,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          1 << 10);

  /** A broker that takes longer than this is not well. */
  private static final Duration ANSWER = Duration.ofSeconds(20);

  /**
   * How far a group has come in a partition.
   *
   * @param offset of the first record that is not done
   * @param behind how many are not; empty where nobody has counted
   */
  record Reached(long offset, OptionalLong behind) {}

  /** Asks how far a group has come; a partition in which it is nowhere yet may be left out. */
  @FunctionalInterface
  interface Progress {
    Map<TopicPartition, Reached> in(Set<TopicPartition> partitions)
        throws InterruptedException, ExecutionException;
  }

  /** Where the oldest record of a partition that is not done stands, and how many there are. */
  private record Span(long start, long count) {}

  /** Asks Kafka, and reads one record of each partition that has any: its oldest. */
  static Backlog read(Consumer<String, byte[]> reader, String topic, Progress progress)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, Span> spans = spans(reader, topic, progress);
    long count = spans.values().stream().mapToLong(Span::count).sum();
    return new Backlog(count, oldest(reader, spans));
  }

  private static Map<TopicPartition, Span> spans(
      Consumer<String, byte[]> reader, String topic, Progress progress)
      throws InterruptedException, ExecutionException {
    Set<TopicPartition> partitions = new HashSet<>();
    for (PartitionInfo partition : reader.partitionsFor(topic, ANSWER)) {
      partitions.add(new TopicPartition(partition.topic(), partition.partition()));
    }
    Map<TopicPartition, Long> first = reader.beginningOffsets(partitions, ANSWER);
    Map<TopicPartition, Long> ends = reader.endOffsets(partitions, ANSWER);
    Map<TopicPartition, Reached> reached = progress.in(partitions);
    Map<TopicPartition, Span> spans = new HashMap<>();
    for (TopicPartition partition : partitions) {
      // A group that nobody has joined yet is nowhere; it will begin at the beginning.
      Reached at = reached.getOrDefault(partition, new Reached(0, OptionalLong.empty()));
      long start = Math.max(first.getOrDefault(partition, 0L), at.offset());
      long behind = Math.max(0, ends.getOrDefault(partition, start) - start);
      // Behind the oldest there may be others that are done.
      spans.put(partition, new Span(start, Math.min(at.behind().orElse(behind), behind)));
    }
    return spans;
  }

  /** When the oldest record of the spans was written. */
  private static Instant oldest(Consumer<String, byte[]> reader, Map<TopicPartition, Span> spans) {
    Instant oldest = Instant.MAX;
    for (Map.Entry<TopicPartition, Span> each : spans.entrySet()) {
      Span span = each.getValue();
      if (span.count() == 0) {
        continue;
      }
      reader.assign(List.of(each.getKey()));
      reader.seek(each.getKey(), span.start());
      for (ConsumerRecord<String, byte[]> record : reader.poll(ANSWER)) {
        Instant written = Instant.ofEpochMilli(record.timestamp());
        oldest = written.isBefore(oldest) ? written : oldest;
      }
    }
    return oldest;
  }

  /** Seconds since the oldest was written; it grows by itself until the next look. */
  double age(Clock clock) {
    return since.equals(Instant.MAX)
        ? 0
        : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1e3);
  }
}
