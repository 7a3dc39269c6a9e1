package io.waybill.chassis.kafka;

import io.waybill.chassis.config.KafkaConfig;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings Kafka into the shape that Waybill needs: topics that are missing are made, share groups
 * are set up. Whatever is there already stays as it is, so it may run at every start, in several
 * processes at once.
 */
public final class TopicSetup {
  private static final Logger LOG = LoggerFactory.getLogger(TopicSetup.class);
  private static final String SHARE_FEATURE = "share.version";

  /**
   * One, so that any idle slot can take any task. Kafka gives each member of a share group that is
   * larger than the topic has partitions only one of them (its SimpleAssignor), and tasks in one
   * whose members are all busy would wait while others are idle.
   */
  private static final int TASK_PARTITIONS = 1;

  /** A webhook's body, as the bytes of a dead letter, is the largest message. */
  static final int MAX_MESSAGE = 4 << 20;

  /**
   * How long Kafka keeps what has to outlast an outage: tasks of a region that is down, facts while
   * the database is away. A broker's own default may be a day.
   */
  private static final Duration RETENTION = Duration.ofDays(30);

  private static final Duration PROGRESS_RETENTION = Duration.ofHours(1);

  /** A broker that has just begun, or has much to do, takes its time; ending would not help it. */
  static final Duration SETTLING = Duration.ofMinutes(2);

  private static final long GLANCE_MILLIS = 50;
  private static final long PAUSE_MILLIS = 2_000;

  private TopicSetup() {}

  /**
   * Makes the topics that are missing and sets the share groups up.
   *
   * @param regions the regions whose task topics are needed
   * @throws KafkaSetupException when Kafka cannot be reached, is older than 4.2, or does not allow
   *     it
   * @throws InterruptedException when the thread is interrupted
   */
  public static void ensure(Admin admin, KafkaConfig config, Collection<Region> regions)
      throws KafkaSetupException, InterruptedException {
    requireShareGroups(admin);
    List<NewTopic> topics = topics(config, regions);
    createTopics(admin, topics);
    awaitTopics(admin, topics.stream().map(NewTopic::name).toList());
    ShareGroupSetup.apply(admin, regions);
  }

  /** Every topic of Waybill's for these regions, as it is made. */
  static List<NewTopic> topics(KafkaConfig config, Collection<Region> regions) {
    int partitions = config.topics().partitions();
    short replication = (short) config.topics().replicationFactor();
    Map<String, String> kept = Map.of("retention.ms", millis(RETENTION));
    List<NewTopic> topics = new ArrayList<>();
    topics.add(topic(Topics.EVENTS, partitions, replication, kept));
    topics.add(topic(Topics.RULES, partitions, replication, Map.of("cleanup.policy", "compact")));
    topics.add(topic(Topics.RECORDS, partitions, replication, kept));
    topics.add(
        topic(
            Topics.PROGRESS,
            partitions,
            replication,
            Map.of(
                "retention.ms", millis(PROGRESS_RETENTION),
                "segment.ms", millis(PROGRESS_RETENTION))));
    // As long as the tasks: a task that is taken from its queue late is still not to be done.
    topics.add(topic(Topics.CANCELS, partitions, replication, kept));
    topics.add(topic(Topics.DEAD_LETTERS, partitions, replication, kept));
    topics.add(topic(Topics.SCANS, TASK_PARTITIONS, replication, kept));
    topics.add(topic(Topics.SCAN_FACTS, partitions, replication, kept));
    for (Region region : regions) {
      for (Lane lane : Lane.values()) {
        topics.add(topic(Topics.tasks(region, lane), TASK_PARTITIONS, replication, kept));
      }
    }
    return topics;
  }

  private static NewTopic topic(
      String name, int partitions, short replication, Map<String, String> configs) {
    Optional<Short> copies = replication < 0 ? Optional.empty() : Optional.of(replication);
    Map<String, String> all = new HashMap<>(configs);
    all.put("max.message.bytes", Integer.toString(MAX_MESSAGE));
    // By its own clock: else a broker refuses what a role writes whose clock is an hour ahead
    // (message.timestamp.after.max.ms), and deletes at once what one writes that is a month behind.
    all.put("message.timestamp.type", "LogAppendTime");
    return new NewTopic(name, Optional.of(partitions), copies).configs(all);
  }

  private static String millis(Duration time) {
    return Long.toString(time.toMillis());
  }

  /** Until all are there; what a broker cannot do just now is asked for again. */
  private static void createTopics(Admin admin, List<NewTopic> topics)
      throws KafkaSetupException, InterruptedException {
    long deadline = System.nanoTime() + SETTLING.toNanos();
    Optional<KafkaSetupException> failure = tryToCreate(admin, topics);
    while (failure.isPresent()) {
      KafkaSetupException failed = failure.get();
      if (!isPassing(failed.getCause()) || System.nanoTime() >= deadline) {
        throw failed;
      }
      LOG.info("{}; trying again", failed.getMessage());
      Thread.sleep(PAUSE_MILLIS);
      failure = tryToCreate(admin, topics);
    }
  }

  /** The first failure, where there is any; those that are there already are none. */
  private static Optional<KafkaSetupException> tryToCreate(Admin admin, List<NewTopic> topics)
      throws InterruptedException {
    Optional<KafkaSetupException> failure = Optional.empty();
    Map<String, KafkaFuture<Void>> results = admin.createTopics(topics).values();
    for (Map.Entry<String, KafkaFuture<Void>> result : results.entrySet()) {
      try {
        result.getValue().get();
      } catch (ExecutionException failed) {
        if (!(failed.getCause() instanceof TopicExistsException) && failure.isEmpty()) {
          failure =
              Optional.of(
                  new KafkaSetupException(
                      "Tried to create the Kafka topic "
                          + result.getKey()
                          + " but failed because: "
                          + KafkaFailures.sentence(failed)
                          + ". Create it by hand, or allow this user to",
                      failed));
        }
      }
    }
    return failure;
  }

  /**
   * Whether another try may help. A broker that was too busy to be heard of is fenced for some
   * seconds, and the controller then says that nothing can be replicated ("Unable to replicate the
   * partition 1 time(s): All brokers are currently fenced"); too few brokers is the same error.
   */
  static boolean isPassing(@Nullable Throwable failure) {
    Throwable cause = failure == null ? null : KafkaFailures.cause(failure);
    return cause instanceof RetriableException
        || (cause instanceof InvalidReplicationFactorException
            && String.valueOf(cause.getMessage()).contains("fenced"));
  }

  /**
   * Returns when each partition has a leader: a new topic reaches the brokers a moment after it was
   * made, and a reader that looks before sees a topic without partitions.
   */
  private static void awaitTopics(Admin admin, List<String> names)
      throws KafkaSetupException, InterruptedException {
    long deadline = System.nanoTime() + SETTLING.toNanos();
    while (true) {
      Throwable missing;
      try {
        if (admin.describeTopics(names).allTopicNames().get().values().stream()
            .flatMap(topic -> topic.partitions().stream())
            .allMatch(partition -> partition.leader() != null)) {
          return;
        }
        missing = new LeaderNotAvailableException("a partition has no leader");
      } catch (ExecutionException failed) {
        missing = KafkaFailures.cause(failed);
        if (!(missing instanceof RetriableException)) {
          deadline = System.nanoTime();
        }
      }
      if (System.nanoTime() >= deadline) {
        throw new KafkaSetupException(
            "Tried to use Waybill's Kafka topics but failed because: "
                + KafkaFailures.sentence(missing)
                + ". Check the brokers' logs, and that this user may describe the topics",
            missing);
      }
      Thread.sleep(GLANCE_MILLIS);
    }
  }

  private static void requireShareGroups(Admin admin)
      throws KafkaSetupException, InterruptedException {
    try {
      @Nullable FinalizedVersionRange share =
          admin.describeFeatures().featureMetadata().get().finalizedFeatures().get(SHARE_FEATURE);
      if (share == null || share.maxVersionLevel() < 1) {
        throw new KafkaSetupException(
            "This Kafka has no share groups, which Waybill's task queues are: it has to be Kafka"
                + " 4.2 or newer; on an upgraded cluster run \"kafka-features.sh"
                + " --bootstrap-server <address> upgrade --feature share.version=1\"");
      }
    } catch (ExecutionException failed) {
      throw new KafkaSetupException(
          "Tried to reach Kafka but failed because: "
              + KafkaFailures.sentence(failed)
              + KafkaFailures.remedy(failed),
          failed);
    }
  }
}
