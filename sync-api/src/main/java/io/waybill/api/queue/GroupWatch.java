package io.waybill.api.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.queue.Backlog.Reached;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClientException;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.schemas.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how much of a topic a consumer group has still to do, and how old the oldest of it is. A
 * member knows that of its own partitions only, and what nobody has is nobody's.
 */
public final class GroupWatch {
  /** Events that were accepted and are not planned, a gauge. */
  public static final String UNPLANNED = "waybill.events.unplanned";

  /** Since when the oldest of them is there, a gauge. */
  public static final String UNPLANNED_OLDEST = "waybill.events.unplanned.oldest.seconds";

  /** Facts that were told and are not in the history, a gauge. */
  public static final String UNRECORDED = "waybill.facts.unrecorded";

  /** Since when the oldest of them is there, a gauge. */
  public static final String UNRECORDED_OLDEST = "waybill.facts.unrecorded.oldest.seconds";

  private static final Logger LOG = LoggerFactory.getLogger(GroupWatch.class);

  private final KafkaClients clients;
  private final Admin admin;
  private final Clock clock;
  private final String group;
  private final String topic;
  private volatile @Nullable Backlog backlog;

  /** Whether that was said; the one thread's that looks. */
  private boolean blind;

  private GroupWatch(KafkaClients clients, Admin admin, Clock clock, String group, String topic) {
    this.clients = clients;
    this.admin = admin;
    this.clock = clock;
    this.group = group;
    this.topic = topic;
  }

  /** A watch over the events that planners plan; knows nothing before {@link #run}. */
  public static GroupWatch ofEvents(
      KafkaClients clients, Admin admin, Clock clock, MeterRegistry metrics) {
    GroupWatch watch = new GroupWatch(clients, admin, clock, Groups.PLANNER, Topics.EVENTS);
    watch.register(UNPLANNED, UNPLANNED_OLDEST, metrics);
    return watch;
  }

  /** A watch over the facts that recorders record; knows nothing before {@link #run}. */
  public static GroupWatch ofFacts(
      KafkaClients clients, Admin admin, Clock clock, MeterRegistry metrics) {
    GroupWatch watch = new GroupWatch(clients, admin, clock, Groups.RECORDER, Topics.RECORDS);
    watch.register(UNRECORDED, UNRECORDED_OLDEST, metrics);
    return watch;
  }

  private void register(String count, String oldest, MeterRegistry metrics) {
    register(count, Backlog::count, metrics);
    register(oldest, known -> known.age(clock), metrics);
  }

  private void register(String name, ToDoubleFunction<Backlog> value, MeterRegistry metrics) {
    Gauge.builder(
            name,
            () -> {
              Backlog known = backlog;
              return known == null ? Double.NaN : value.applyAsDouble(known);
            })
        .strongReference(true)
        .register(metrics);
  }

  /** Looks once. */
  public void run() throws InterruptedException {
    try (Consumer<String, byte[]> reader = clients.reader(Backlog.LITTLE)) {
      backlog = Backlog.read(reader, topic, this::reached);
      blind = false;
    } catch (KafkaException | KafkaClientException | ExecutionException unknown) {
      backlog = null;
      if (!blind) {
        LOG.warn(
            "How much {} has still to do of {} is not known: Kafka does not say ({})",
            group,
            topic,
            unknown.toString());
      }
      blind = true;
    }
  }

  /** Whether nothing waits for longer than this; false also where Kafka does not say. */
  public boolean isWithin(Duration age) {
    Backlog known = backlog;
    return known != null && known.age(clock) <= age.toMillis() / 1e3;
  }

  private Map<TopicPartition, Reached> reached(Set<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        // Null where nothing was committed yet.
        .filter(each -> partitions.contains(each.getKey()) && each.getValue() != null)
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                each -> new Reached(each.getValue().offset(), OptionalLong.empty())));
  }
}
