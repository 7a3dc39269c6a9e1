package io.waybill.api.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.queue.Backlog.Reached;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClientException;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.wire.Topics;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
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

  private final KafkaClients clients;
  private final Admin admin;
  private final Collection<Region> regions;
  private final Clock clock;
  private final Map<Queue, Backlog> backlogs = new ConcurrentHashMap<>();

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
    try (Consumer<String, byte[]> reader = clients.reader(Backlog.LITTLE)) {
      for (Queue queue : queues()) {
        backlogs.put(
            queue, Backlog.read(reader, queue.topic(), partitions -> reached(queue, partitions)));
      }
      blind = false;
    } catch (KafkaException | KafkaClientException | ExecutionException unknown) {
      backlogs.clear();
      if (!blind) {
        LOG.warn(
            "How full the queues are is not known: Kafka does not say ({})", unknown.toString());
      }
      blind = true;
    }
  }

  private Map<TopicPartition, Reached> reached(Queue queue, Set<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    ListShareGroupOffsetsSpec spec = new ListShareGroupOffsetsSpec().topicPartitions(partitions);
    Map<TopicPartition, SharePartitionOffsetInfo> known =
        admin
            .listShareGroupOffsets(Map.of(queue.group(), spec))
            .partitionsToOffsetInfo(queue.group())
            .get();
    Map<TopicPartition, Reached> reached = new HashMap<>();
    known.forEach(
        (partition, info) -> {
          if (info != null) {
            reached.put(partition, new Reached(info.startOffset(), behind(info)));
          }
        });
    return reached;
  }

  /** A broker that counts what is done behind the oldest says the lag. */
  private static OptionalLong behind(SharePartitionOffsetInfo info) {
    return info.lag().filter(lag -> lag >= 0).map(OptionalLong::of).orElse(OptionalLong.empty());
  }

  private double tasks(Queue queue) {
    Backlog backlog = backlogs.get(queue);
    return backlog == null ? Double.NaN : backlog.count();
  }

  private double age(Queue queue) {
    Backlog backlog = backlogs.get(queue);
    return backlog == null ? Double.NaN : backlog.age(clock);
  }

  private List<Queue> queues() {
    return regions.stream()
        .flatMap(region -> List.of(Lane.values()).stream().map(lane -> new Queue(region, lane)))
        .toList();
  }
}
