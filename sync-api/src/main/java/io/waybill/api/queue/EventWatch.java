package io.waybill.api.queue;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.queue.Backlog.Reached;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.schemas.wire.Topics;
import java.time.Clock;
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
 * Knows how many events no planner has planned yet, and how old the oldest is. A planner knows that
 * of its own partitions only, and what nobody plans is nobody's.
 */
public final class EventWatch {
  /** Events that were accepted and are not planned, a gauge. */
  public static final String EVENTS = "waybill.events.unplanned";

  /** Since when the oldest of them is there, a gauge. */
  public static final String OLDEST = "waybill.events.unplanned.oldest.seconds";

  private static final Logger LOG = LoggerFactory.getLogger(EventWatch.class);

  private final KafkaClients clients;
  private final Admin admin;
  private volatile @Nullable Backlog backlog;

  /** Whether that was said; the one thread's that looks. */
  private boolean blind;

  /** A watch over the topic of events; knows nothing before {@link #run}. */
  public EventWatch(KafkaClients clients, Admin admin, Clock clock, MeterRegistry metrics) {
    this.clients = clients;
    this.admin = admin;
    register(EVENTS, Backlog::count, metrics);
    register(OLDEST, known -> known.age(clock), metrics);
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
      backlog = Backlog.read(reader, Topics.EVENTS, this::reached);
      blind = false;
    } catch (KafkaException | ExecutionException unknown) {
      backlog = null;
      if (!blind) {
        LOG.warn(
            "How many events are to be planned is not known: Kafka does not say ({})",
            unknown.toString());
      }
      blind = true;
    }
  }

  private Map<TopicPartition, Reached> reached(Set<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    return admin
        .listConsumerGroupOffsets(Groups.PLANNER)
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
