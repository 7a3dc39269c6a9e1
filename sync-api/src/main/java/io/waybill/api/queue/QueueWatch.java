package io.waybill.api.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how full the queues of all regions are, and how old what is in them. A worker cannot tell
 * that of a region that no worker serves, and this is when it matters most.
 *
 * <p>It asks Kafka how far each queue's share group has come, and reads one record of each queue
 * that is not empty: its oldest, for the time at which it was written.
 */
public final class QueueWatch {
  /** Tasks in a queue, a gauge. Tags {@code region}, {@code lane}. */
  public static final String TASKS = "waybill.queue.tasks";

  /** For how long the oldest of them has been there, a gauge. Tags as above. */
  public static final String OLDEST = "waybill.queue.oldest.seconds";

  private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);

  /** A broker that takes longer than this is not well. */
  private static final Duration ANSWER = Duration.ofSeconds(20);

  /** The batch with the one record that is wanted, and little more. */
  private static final Map<String, Object> LITTLE =
      Map.of(
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          1,
          ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
          1 << 10);

  private final KafkaClients clients;
  private final Admin admin;
  private final Collection<Region> regions;
  private final Clock clock;
  private final Map<Queue, Depth> depths = new ConcurrentHashMap<>();

  /** Whether that was said; the one thread's that looks. */
  private boolean blind;

  private record Queue(Region region, Lane lane) {
    String topic() {
      return Topics.tasks(region, lane);
    }

    String group() {
      return Groups.copiers(region, lane);
    }
  }

  /** The tasks in a queue, and since when the oldest is there: {@code Instant.MAX} = none is. */
  private record Depth(long tasks, Instant since) {}

  /** Where the oldest task of a partition that is not done stands, and how many there are. */
  private record Span(long start, long tasks) {}

  /** A watch over the queues of these regions; knows nothing before {@link #run}. */
  public QueueWatch(
      KafkaClients clients,
      Admin admin,
      Collection<Region> regions,
      Clock clock,
      MeterRegistry metrics) {
    this.clients = clients;
    this.admin = admin;
    this.regions = List.copyOf(regions);
    this.clock = clock;
    for (Queue queue : queues()) {
      gauge(TASKS, queue, () -> tasks(queue)).register(metrics);
      gauge(OLDEST, queue, () -> age(queue)).register(metrics);
    }
  }

  private static Gauge.Builder<?> gauge(String name, Queue queue, Supplier<Number> value) {
    return Gauge.builder(name, value)
        .strongReference(true)
        .tags(
            "region", queue.region().name(), "lane", queue.lane().name().toLowerCase(Locale.ROOT));
  }

  /** Looks at all queues; until the next time, the age of what was found grows by itself. */
  public void run() throws InterruptedException {
    try (Consumer<String, byte[]> reader = clients.reader(LITTLE)) {
      for (Queue queue : queues()) {
        Map<TopicPartition, Span> spans = spans(reader, queue);
        long tasks = spans.values().stream().mapToLong(Span::tasks).sum();
        depths.put(queue, new Depth(tasks, oldest(reader, spans)));
      }
      blind = false;
    } catch (KafkaException | ExecutionException unknown) {
      depths.clear();
      if (!blind) {
        LOG.warn(
            "How full the queues are is not known: Kafka does not say ({})", unknown.toString());
      }
      blind = true;
    }
  }

  private Map<TopicPartition, Span> spans(Consumer<String, byte[]> reader, Queue queue)
      throws InterruptedException, ExecutionException {
    Set<TopicPartition> partitions = new HashSet<>();
    for (PartitionInfo partition : reader.partitionsFor(queue.topic(), ANSWER)) {
      partitions.add(new TopicPartition(partition.topic(), partition.partition()));
    }
    Map<TopicPartition, Long> first = reader.beginningOffsets(partitions, ANSWER);
    Map<TopicPartition, Long> ends = reader.endOffsets(partitions, ANSWER);
    Map<TopicPartition, SharePartitionOffsetInfo> reached = reached(queue, partitions);
    Map<TopicPartition, Span> spans = new HashMap<>();
    for (TopicPartition partition : partitions) {
      SharePartitionOffsetInfo at = reached.get(partition);
      // A group that nobody has joined yet is nowhere; it will begin at the beginning.
      long start = Math.max(first.getOrDefault(partition, 0L), at == null ? 0 : at.startOffset());
      long behind = Math.max(0, ends.getOrDefault(partition, start) - start);
      // Behind the oldest there are others that are done; a broker that counts them says the lag.
      long tasks = at == null ? behind : at.lag().filter(lag -> lag >= 0).orElse(behind);
      spans.put(partition, new Span(start, Math.min(tasks, behind)));
    }
    return spans;
  }

  private Map<TopicPartition, SharePartitionOffsetInfo> reached(
      Queue queue, Set<TopicPartition> partitions) throws InterruptedException, ExecutionException {
    ListShareGroupOffsetsSpec spec = new ListShareGroupOffsetsSpec().topicPartitions(partitions);
    return admin
        .listShareGroupOffsets(Map.of(queue.group(), spec))
        .partitionsToOffsetInfo(queue.group())
        .get();
  }

  /** When the oldest record of the spans was written. */
  private static Instant oldest(Consumer<String, byte[]> reader, Map<TopicPartition, Span> spans) {
    Instant oldest = Instant.MAX;
    for (Map.Entry<TopicPartition, Span> each : spans.entrySet()) {
      Span span = each.getValue();
      if (span.tasks() == 0) {
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

  private double tasks(Queue queue) {
    Depth depth = depths.get(queue);
    return depth == null ? Double.NaN : depth.tasks();
  }

  private double age(Queue queue) {
    Depth depth = depths.get(queue);
    if (depth == null) {
      return Double.NaN;
    }
    return depth.since().equals(Instant.MAX)
        ? 0
        : Math.max(0, Duration.between(depth.since(), clock.instant()).toMillis() / 1e3);
  }

  private List<Queue> queues() {
    return regions.stream()
        .flatMap(region -> List.of(Lane.values()).stream().map(lane -> new Queue(region, lane)))
        .toList();
  }
}
