package io.waybill.chassis.kafka;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.config.TopicsConfig;
import io.waybill.chassis.life.ServiceStack;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Topics, groups and clients, on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KafkaTest {
  private static final Region EUROPE = Region.of("eu");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private EmbeddedKafka broker;
  private KafkaClients clients;
  private Admin admin;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    broker = EmbeddedKafka.start(directory);
    clients = new KafkaClients(at(broker.bootstrapServers()), "test");
    admin = clients.admin();
    TopicSetup.ensure(admin, clients.config(), List.of(EUROPE));
  }

  @AfterAll
  void stop() {
    admin.close(Duration.ofSeconds(5));
    broker.close();
  }

  @Test
  void topicsAreMadeAsConfigured() throws Exception {
    String queue = Topics.tasks(EUROPE, Lane.BULK);
    var topics = admin.describeTopics(List.of(Topics.EVENTS, queue)).allTopicNames().get();

    assertThat(topics.get(Topics.EVENTS))
        .satisfies(topic -> assertThat(topic.partitions()).hasSize(3));
    assertThat(topics.get(queue)).satisfies(topic -> assertThat(topic.partitions()).hasSize(1));
    assertThat(config(ConfigResource.Type.TOPIC, Topics.RULES).get("cleanup.policy").value())
        .isEqualTo("compact");
    assertThat(config(ConfigResource.Type.TOPIC, Topics.PROGRESS).get("retention.ms").value())
        .isEqualTo("3600000");
    assertThat(config(ConfigResource.Type.TOPIC, Topics.RECORDS).get("retention.ms").value())
        .isEqualTo("2592000000");
  }

  @Test
  void whatARoleWritesIsTakenWhateverItsClockShows() throws Exception {
    long yearAhead = System.currentTimeMillis() + Duration.ofDays(365).toMillis();
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] bytes = {1};
      var record = new ProducerRecord<>(Topics.CANCELS, null, yearAhead, bytes, bytes);

      assertThat(producer.send(record).get().timestamp()).isLessThan(yearAhead);
    }
  }

  @Test
  void shareGroupsBeginWithTheOldestTask() throws Exception {
    Config group = config(ConfigResource.Type.GROUP, Groups.copiers(EUROPE, Lane.SWIFT));

    assertThat(group.get("share.auto.offset.reset").value()).isEqualTo("earliest");
    assertThat(group.get("share.record.lock.duration.ms").value()).isEqualTo("30000");
    assertThat(group.get("share.partition.max.record.locks").value()).isEqualTo("10000");
  }

  @Test
  void severalProcessesMaySetUpAtOnce() throws Exception {
    List<Region> regions = List.of(Region.of("us"), Region.of("asia"));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> setups = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        setups.add(
            threads.submit(
                () -> {
                  TopicSetup.ensure(admin, clients.config(), regions);
                  return true;
                }));
      }
      for (Future<?> setup : setups) {
        setup.get();
      }
    }

    assertThat(admin.listTopics().names().get()).contains("waybill.tasks.us", "waybill.tasks.asia");
  }

  @Test
  void aMessageIsReadAsItWasPublished() throws Exception {
    Message message = new Message("k", Map.of("ce_type", "t\u00fcr"), bytes("hello"));
    try (MessagePublisher publisher = clients.publisher();
        KafkaConsumer<String, byte[]> consumer = clients.consumer("readers", Map.of())) {
      publisher.publishAndWait(Topics.DEAD_LETTERS, message);
      consumer.subscribe(List.of(Topics.DEAD_LETTERS));
      ConsumerRecord<String, byte[]> record = first(() -> consumer.poll(Duration.ofMillis(200)));

      assertThat(record.key()).isEqualTo("k");
      assertThat(Headers.of(record)).containsEntry("ce_type", "t\u00fcr");
      assertThat(record.value()).isEqualTo(bytes("hello"));
    }
  }

  @Test
  void anOrdinaryGroupIsAClassicOneWhoseMembersKeepWhatStaysWithThem() throws Exception {
    try (KafkaConsumer<String, byte[]> consumer = clients.consumer("classic", Map.of())) {
      consumer.subscribe(List.of(Topics.DEAD_LETTERS));
      Instant deadline = Instant.now().plus(Duration.ofMinutes(2));
      while (consumer.groupMetadata().generationId() <= 0 && Instant.now().isBefore(deadline)) {
        consumer.poll(Duration.ofMillis(100));
      }

      assertThat(admin.describeConsumerGroups(List.of("classic")).all().get().values())
          .singleElement()
          .returns(GroupType.CLASSIC, ConsumerGroupDescription::type)
          .returns("cooperative-sticky", ConsumerGroupDescription::partitionAssignor);
    }
  }

  @Test
  void aQueueHandsOutOneTaskAtATimeFromBeforeItsFirstMember() throws Exception {
    String topic = Topics.tasks(EUROPE, Lane.SWIFT);
    try (MessagePublisher publisher = clients.publisher()) {
      publisher.publishAndWait(topic, task("a"), task("b"), task("c"));
    }
    try (KafkaShareConsumer<String, byte[]> slot =
        clients.shareConsumer(Groups.copiers(EUROPE, Lane.SWIFT))) {
      slot.subscribe(List.of(topic));
      List<String> keys = new ArrayList<>();
      while (keys.size() < 3) {
        var polled = slot.poll(Duration.ofMillis(500));
        assertThat(polled.count()).isLessThanOrEqualTo(1);
        for (ConsumerRecord<String, byte[]> record : polled) {
          keys.add(record.key());
          slot.acknowledge(record, AcknowledgeType.ACCEPT);
          assertThat(slot.commitSync().values()).containsOnly(Optional.empty());
        }
      }

      assertThat(keys).containsExactlyInAnyOrder("a", "b", "c");
    }
  }

  @Test
  void anUnreachableKafkaIsASentence() throws Exception {
    KafkaConfig nowhere = at("127.0.0.1:1");
    KafkaClients lost = new KafkaClients(nowhere, "lost");
    try (Admin hopeless = lost.admin();
        MessagePublisher publisher = lost.publisher(Duration.ofMillis(300))) {
      Health health = new Health(hopeless);
      PublishException refused =
          catchThrowableOfType(
              PublishException.class, () -> publisher.publishAndWait(Topics.EVENTS, task("a")));

      assertThat(refused)
          .hasMessageStartingWith(
              "Tried to write to waybill.events but failed because: Kafka did not answer in time."
                  + " Nothing is lost");
      assertThat(health.sentence()).startsWith("Kafka cannot be reached: ");
      hopeless.close(Duration.ZERO);
    }
    assertThat(new Health(admin).sentence()).isEqualTo("Kafka answers with 1 node");
  }

  @Test
  void aPublisherMayBeToldToWaitForMoreThoughItsTimeIsShort() throws Exception {
    KafkaConfig patient =
        new KafkaConfig(
            Optional.of(broker.bootstrapServers()),
            Map.of("linger.ms", "20"),
            TopicsConfig.DEFAULT);
    try (MessagePublisher publisher =
        new KafkaClients(patient, "patient").publisher(Duration.ofSeconds(10))) {
      publisher.publishAndWait(Topics.EVENTS, task("a"));
    }
  }

  @Test
  void aClusterWithoutShareGroupsIsToldWhatToDo(@TempDir Path other) throws Exception {
    try (EmbeddedKafka old = EmbeddedKafka.start(other);
        Admin oldAdmin = new KafkaClients(at(old.bootstrapServers()), "old").admin()) {
      oldAdmin
          .updateFeatures(
              Map.of(
                  "share.version",
                  new FeatureUpdate((short) 0, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE)),
              new UpdateFeaturesOptions())
          .all()
          .get();
      // The broker hears of it a moment after the controller has decided.
      while (hasShareGroups(oldAdmin)) {
        Thread.sleep(20);
      }
      KafkaSetupException refused =
          catchThrowableOfType(
              KafkaSetupException.class,
              () -> TopicSetup.ensure(oldAdmin, KafkaConfig.DEFAULT, List.of()));

      assertThat(refused).hasMessageContaining("Kafka 4.2 or newer");
    }
  }

  private static boolean hasShareGroups(Admin admin) throws Exception {
    FinalizedVersionRange share =
        admin.describeFeatures().featureMetadata().get().finalizedFeatures().get("share.version");
    return share != null && share.maxVersionLevel() > 0;
  }

  @Test
  void aTighterBrokerGetsWhatItAllows(@TempDir Path other) throws Exception {
    try (EmbeddedKafka tight =
            EmbeddedKafka.builder(other)
                .property("group.share.max.partition.max.record.locks", "4000")
                .property("group.share.max.delivery.count.limit", "10")
                .start();
        Admin tightAdmin = new KafkaClients(at(tight.bootstrapServers()), "tight").admin()) {
      TopicSetup.ensure(tightAdmin, KafkaConfig.DEFAULT, List.of(EUROPE));
      Config config =
          config(tightAdmin, ConfigResource.Type.GROUP, Groups.copiers(EUROPE, Lane.BULK));

      assertThat(config.get("share.partition.max.record.locks").value()).isEqualTo("4000");
      assertThat(config.get("share.delivery.count.limit").value()).isEqualTo("10");
      assertThat(config.get("share.auto.offset.reset").value()).isEqualTo("earliest");
    }
  }

  @Test
  void publishingGoesOnWhenTheBrokerIsBack(@TempDir Path other) throws Exception {
    ServiceStack brokers = new ServiceStack();
    try (Closing _ = brokers::close) {
      EmbeddedKafka before = brokers.add("the broker", EmbeddedKafka.start(other));
      KafkaClients own = new KafkaClients(at(before.bootstrapServers()), "patient");
      try (Admin ownAdmin = own.admin();
          MessagePublisher publisher = own.publisher(Duration.ofMillis(500))) {
        TopicSetup.ensure(ownAdmin, own.config(), List.of());
        assertThat(publishedWithin(PATIENCE, publisher)).isTrue();
        brokers.close();
        assertThatExceptionOfType(PublishException.class)
            .isThrownBy(() -> publisher.publishAndWait(Topics.EVENTS, task("during")));
        try (EmbeddedKafka _ = EmbeddedKafka.builder(other).port(before.port()).start()) {
          assertThat(publishedWithin(PATIENCE, publisher)).isTrue();
        }
      }
    }
  }

  /** Closes what a failed test leaves. */
  private interface Closing extends AutoCloseable {
    @Override
    void close();
  }

  private static boolean publishedWithin(Duration time, MessagePublisher publisher)
      throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        publisher.publish(Topics.EVENTS, task("after")).get(5, SECONDS);
        return true;
      } catch (ExecutionException | java.util.concurrent.TimeoutException notYet) {
        Thread.sleep(50);
      }
    }
    return false;
  }

  /** The check's sentence. */
  private record Health(KafkaHealth check) {
    Health(Admin admin) {
      this(new KafkaHealth(admin));
    }

    String sentence() throws InterruptedException {
      return check.check().sentence();
    }
  }

  private static KafkaConfig at(String servers) {
    return new KafkaConfig(Optional.of(servers), Map.of(), new TopicsConfig(3, -1));
  }

  private Config config(ConfigResource.Type type, String name) throws Exception {
    return config(admin, type, name);
  }

  private static Config config(Admin admin, ConfigResource.Type type, String name)
      throws Exception {
    Collection<ConfigResource> wanted = List.of(new ConfigResource(type, name));
    return admin.describeConfigs(wanted).all().get().values().iterator().next();
  }

  private static Message task(String key) {
    return new Message(key, Map.of(), bytes(key));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ConsumerRecord<String, byte[]> first(
      java.util.function.Supplier<Iterable<ConsumerRecord<String, byte[]>>> poll) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      for (ConsumerRecord<String, byte[]> record : poll.get()) {
        return record;
      }
    }
    throw new AssertionError("No record came");
  }
}
