package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.api.queue.QueueWatch;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How full queues are, and how old what is in them, on a real Kafka. */
@ExtendWith(Servers.Extension.class)
final class QueueWatchTest {
  private static final Region REGION = Region.of("watched");
  private static final String TOPIC = Topics.tasks(REGION, Lane.SWIFT);

  private final MeterRegistry metrics = new SimpleMeterRegistry();

  @Test
  void a_queue_without_a_worker_and_one_that_is_worked_off_are_known(Servers servers)
      throws Exception {
    KafkaClients clients = new KafkaClients(servers.kafka(), "queue-watch-test");
    Instant start = Instant.now();
    Clock later = Clock.fixed(start.plusSeconds(60), ZoneOffset.UTC);
    try (Admin admin = clients.admin();
        MessagePublisher publisher = clients.publisher()) {
      TopicSetup.ensure(admin, servers.kafka(), new TreeSet<>(Set.of(REGION)));
      QueueWatch watch = new QueueWatch(clients, admin, List.of(REGION), later, metrics);
      assertThat(gauge(QueueWatch.TASKS, "swift")).isNaN();

      watch.run();
      assertThat(gauge(QueueWatch.TASKS, "swift")).isZero();
      assertThat(gauge(QueueWatch.OLDEST, "swift")).isZero();

      for (String name : List.of("one", "two", "three")) {
        publisher.publishAndWait(TOPIC, Messages.of(Tasks.task(name, start)));
      }
      watch.run();
      assertThat(gauge(QueueWatch.TASKS, "swift")).isEqualTo(3);
      assertThat(gauge(QueueWatch.OLDEST, "swift")).isBetween(1.0, 61.0);
      assertThat(gauge(QueueWatch.TASKS, "bulk")).isZero();

      workOff(clients, 3);
      awaitTasks(watch, 0);
      assertThat(gauge(QueueWatch.OLDEST, "swift")).isZero();
    }
  }

  /** The broker writes down how far a group has come a moment after it was told. */
  private void awaitTasks(QueueWatch watch, int tasks) throws InterruptedException {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(4));
    while (gauge(QueueWatch.TASKS, "swift") != tasks && Instant.now().isBefore(deadline)) {
      watch.run();
      Thread.sleep(500);
    }
    assertThat(gauge(QueueWatch.TASKS, "swift")).isEqualTo(tasks);
  }

  private static void workOff(KafkaClients clients, int tasks) {
    Instant deadline = Instant.now().plus(Duration.ofMinutes(4));
    int done = 0;
    try (ShareConsumer<String, byte[]> consumer =
        clients.shareConsumer(Groups.copiers(REGION, Lane.SWIFT))) {
      consumer.subscribe(List.of(TOPIC));
      while (done < tasks && Instant.now().isBefore(deadline)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          consumer.acknowledge(record, AcknowledgeType.ACCEPT);
          consumer.commitSync();
          done++;
        }
      }
    }
    assertThat(done).isEqualTo(tasks);
  }

  private double gauge(String name, String lane) {
    return metrics.get(name).tags("region", "watched", "lane", lane).gauge().value();
  }
}
