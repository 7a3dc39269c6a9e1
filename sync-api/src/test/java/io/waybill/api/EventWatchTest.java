package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.api.queue.EventWatch;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events that nobody plans are seen, also where no planner has their partition. */
@ExtendWith(Servers.Extension.class)
final class EventWatchTest {
  private final MeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void an_event_of_a_partition_that_no_planner_has_is_known(Servers servers) throws Exception {
    KafkaClients clients = new KafkaClients(servers.kafka(), "event-watch-test");
    Clock later = Clock.fixed(Instant.now().plusSeconds(60), ZoneOffset.UTC);
    try (Admin admin = clients.admin();
        MessagePublisher publisher = clients.publisher()) {
      TopicSetup.ensure(admin, servers.kafka(), new TreeSet<>(Set.of(Region.of("watched"))));
      EventWatch watch = new EventWatch(clients, admin, later, metrics);
      assertThat(gauge(EventWatch.EVENTS)).isNaN();
      planAll(admin);
      watch.run();
      assertThat(gauge(EventWatch.EVENTS)).isZero();
      assertThat(gauge(EventWatch.OLDEST)).isZero();

      publish(publisher, 3);
      watch.run();
      assertThat(gauge(EventWatch.EVENTS)).isEqualTo(3);
      assertThat(gauge(EventWatch.OLDEST)).isBetween(1.0, 61.0);

      planAll(admin);
      watch.run();
      assertThat(gauge(EventWatch.EVENTS)).isZero();
    }
  }

  /** As the planners would have it when they have planned everything. */
  private static void planAll(Admin admin) throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> ends =
        admin.describeTopics(List.of(Topics.EVENTS)).allTopicNames().get().values().stream()
            .flatMap(topic -> topic.partitions().stream())
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(Topics.EVENTS, partition.partition()),
                    partition -> OffsetSpec.latest()));
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listOffsets(ends).all().get().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, each -> new OffsetAndMetadata(each.getValue().offset())));
    admin.alterConsumerGroupOffsets(Groups.PLANNER, offsets).all().get();
  }

  private static void publish(MessagePublisher publisher, int count) throws InterruptedException {
    Instant now = Instant.now();
    for (int i = 0; i < count; i++) {
      publisher.publishAndWait(
          Topics.EVENTS,
          Messages.of(
              new ImageDeleted(
                  EventId.hash("event-watch", "" + i),
                  Repository.parse("nobody/wants/this" + i),
                  Tag.of("v1"),
                  null,
                  null,
                  now,
                  now,
                  "/webhooks/test")));
    }
  }

  private double gauge(String name) {
    return metrics.get(name).gauge().value();
  }
}
