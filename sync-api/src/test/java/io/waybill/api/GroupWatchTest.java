package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.api.queue.GroupWatch;
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
import java.time.Duration;
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

/** What nobody plans or records is seen, also where no member of the group has its partition. */
@ExtendWith(Servers.Extension.class)
final class GroupWatchTest {
  private final MeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void an_event_of_a_partition_that_no_planner_has_is_known(Servers servers) throws Exception {
    KafkaClients clients = new KafkaClients(servers.kafka(), "event-watch-test");
    Clock later = Clock.fixed(Instant.now().plusSeconds(60), ZoneOffset.UTC);
    try (Admin admin = clients.admin();
        MessagePublisher publisher = clients.publisher()) {
      TopicSetup.ensure(admin, servers.kafka(), new TreeSet<>(Set.of(Region.of("watched"))));
      GroupWatch watch = GroupWatch.ofEvents(clients, admin, later, metrics);
      assertThat(gauge(GroupWatch.UNPLANNED)).isNaN();
      finish(admin, Topics.EVENTS, Groups.PLANNER);
      watch.run();
      assertThat(gauge(GroupWatch.UNPLANNED)).isZero();
      assertThat(gauge(GroupWatch.UNPLANNED_OLDEST)).isZero();

      publish(publisher, 3);
      watch.run();
      assertThat(gauge(GroupWatch.UNPLANNED)).isEqualTo(3);
      assertThat(gauge(GroupWatch.UNPLANNED_OLDEST)).isBetween(1.0, 61.0);

      finish(admin, Topics.EVENTS, Groups.PLANNER);
      watch.run();
      assertThat(gauge(GroupWatch.UNPLANNED)).isZero();
    }
  }

  @Test
  void a_fact_of_a_partition_that_no_recorder_has_is_known(Servers servers) throws Exception {
    KafkaClients clients = new KafkaClients(servers.kafka(), "fact-watch-test");
    Clock later = Clock.fixed(Instant.now().plusSeconds(60), ZoneOffset.UTC);
    try (Admin admin = clients.admin();
        MessagePublisher publisher = clients.publisher()) {
      TopicSetup.ensure(admin, servers.kafka(), new TreeSet<>(Set.of(Region.of("watched"))));
      GroupWatch watch = GroupWatch.ofFacts(clients, admin, later, metrics);
      assertThat(watch.isWithin(Duration.ofDays(1))).as("before anybody has looked").isFalse();
      finish(admin, Topics.RECORDS, Groups.RECORDER);
      watch.run();
      assertThat(watch.isWithin(Duration.ZERO)).isTrue();

      publisher.publishAndWait(Topics.RECORDS, Messages.of(Tasks.planned(Tasks.task("late", 0))));
      watch.run();
      assertThat(gauge(GroupWatch.UNRECORDED)).isOne();
      assertThat(gauge(GroupWatch.UNRECORDED_OLDEST)).isBetween(1.0, 61.0);
      assertThat(watch.isWithin(Duration.ZERO)).isFalse();
      assertThat(watch.isWithin(Duration.ofMinutes(2))).isTrue();
      finish(admin, Topics.RECORDS, Groups.RECORDER);
    }
  }

  /** As the members would have it when they have done everything. */
  private static void finish(Admin admin, String topic, String group)
      throws InterruptedException, ExecutionException {
    Map<TopicPartition, OffsetSpec> ends =
        admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
            .flatMap(described -> described.partitions().stream())
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(topic, partition.partition()),
                    partition -> OffsetSpec.latest()));
    Map<TopicPartition, OffsetAndMetadata> offsets =
        admin.listOffsets(ends).all().get().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, each -> new OffsetAndMetadata(each.getValue().offset())));
    admin.alterConsumerGroupOffsets(group, offsets).all().get();
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
