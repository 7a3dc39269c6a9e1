package io.waybill.api.topics;

import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.chassis.life.Loop;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of an ordinary consumer group that hands a topic's records on, batch after batch, in the
 * order of their offsets. Offsets are committed after the handler has returned. While the handler
 * fails, the same records are handed on again, with growing pauses: nothing is passed over.
 *
 * <p>One thread calls {@link #follow}; the rest may be called from any.
 */
public final class TopicFollower {
  /** Does something with records; doing it twice must be the same as once. */
  @FunctionalInterface
  public interface Handler {
    /** Handles a batch, or throws what makes it come again. */
    void handle(List<ConsumerRecord<String, byte[]>> batch) throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration CLOSE = Duration.ofSeconds(2);
  private static final int BATCH = 500;

  private final KafkaClients clients;
  private final String group;
  private final String topic;
  private final Handler handler;
  private final Clock clock;
  private volatile @Nullable KafkaConsumer<String, byte[]> running;
  private volatile @Nullable String trouble;
  private volatile Instant wellSince;
  private volatile long lag;

  /** Whether records were handled whose offsets are not committed; the one thread's. */
  private boolean uncommitted;

  /** When what is the oldest that waits was written, or a little before; null = nothing waits. */
  private volatile @Nullable Instant oldest;

  /** A follower; nothing happens before {@link #follow}. */
  public TopicFollower(
      KafkaClients clients, String group, String topic, Handler handler, Clock clock) {
    this.clients = clients;
    this.group = group;
    this.topic = topic;
    this.handler = handler;
    this.clock = clock;
    this.wellSince = clock.instant();
  }

  /** Follows the topic until the loop is closed. */
  public void follow(Loop loop) throws InterruptedException {
    KafkaConsumer<String, byte[]> consumer =
        clients.consumer(group, Map.of(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH));
    try {
      running = consumer;
      uncommitted = false;
      consumer.subscribe(List.of(topic));
      int failures = 0;
      while (loop.isRunning()) {
        failures = step(consumer) ? 0 : failures + 1;
        if (failures == 0) {
          loop.working();
        } else {
          loop.pause(pause(failures));
        }
      }
    } catch (WakeupException stopped) {
      LOG.debug("The follower of {} was told to stop", topic);
    } finally {
      running = null;
      consumer.close(CloseOptions.timeout(CLOSE));
    }
  }

  /** Ends a wait for records, so that {@link #follow} looks at its loop. */
  public void wakeup() {
    KafkaConsumer<String, byte[]> consumer = running;
    if (consumer != null) {
      consumer.wakeup();
    }
  }

  private boolean step(KafkaConsumer<String, byte[]> consumer) throws InterruptedException {
    List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
    consumer.poll(POLL).forEach(batch::add);
    if (!batch.isEmpty()) {
      oldest = Instant.ofEpochMilli(batch.getFirst().timestamp());
      try {
        handler.handle(batch);
      } catch (RuntimeException failed) {
        rewind(consumer, batch);
        lag = measureLag(consumer);
        troubled(failed);
        return false;
      }
      uncommitted = true;
      oldest = Instant.ofEpochMilli(batch.getLast().timestamp());
    }
    // Also where nothing came: others wait for what is committed, and no further record may come.
    if (uncommitted) {
      uncommitted = !commit(consumer);
    }
    lag = measureLag(consumer);
    if (lag == 0) {
      oldest = null;
    }
    // An empty poll proves nothing while records wait to be handed on again.
    if (!batch.isEmpty() || lag == 0) {
      recovered();
    }
    return true;
  }

  private boolean commit(KafkaConsumer<String, byte[]> consumer) {
    try {
      consumer.commitSync();
      return true;
    } catch (CommitFailedException | RebalanceInProgressException moved) {
      LOG.debug("Some of the partitions of {} went to another process, and so do records", topic);
    } catch (RetriableException away) {
      LOG.debug("The offsets of {} could not be committed; they will be", topic);
    }
    return false;
  }

  private static void rewind(
      KafkaConsumer<String, byte[]> consumer, List<ConsumerRecord<String, byte[]>> batch) {
    Map<TopicPartition, Long> first = new HashMap<>();
    for (ConsumerRecord<String, byte[]> record : batch) {
      first.merge(
          new TopicPartition(record.topic(), record.partition()), record.offset(), Math::min);
    }
    first.forEach(
        (partition, offset) -> {
          if (consumer.assignment().contains(partition)) {
            consumer.seek(partition, offset);
          }
        });
  }

  private static long measureLag(KafkaConsumer<String, byte[]> consumer) {
    long sum = 0;
    try {
      for (TopicPartition partition : consumer.assignment()) {
        OptionalLong behind = consumer.currentLag(partition);
        sum += behind.orElse(0);
      }
    } catch (IllegalStateException goneMeanwhile) {
      // "No current assignment": seen with the newer protocol's client, whose assignment another
      // thread changes; a lag is not worth an outage with any other.
      LOG.debug("A partition was taken away while its lag was measured", goneMeanwhile);
    }
    return sum;
  }

  private void troubled(RuntimeException failed) {
    String sentence = String.valueOf(failed.getMessage());
    if (trouble == null) {
      boolean outage =
          failed instanceof DatabaseUnavailableException || failed instanceof PublishException;
      LOG.warn("{} waits, and loses nothing: {}", group, sentence, outage ? null : failed);
    }
    trouble = sentence;
    wellSince = Instant.MAX;
  }

  private void recovered() {
    if (trouble != null) {
      LOG.info("{} goes on; it is {} records behind", group, lag);
      trouble = null;
      wellSince = clock.instant();
    }
  }

  private static Duration pause(int failures) {
    Duration pause = Duration.ofMillis(200L << Math.min(failures - 1, 5));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** What it waits for, as a sentence; null while all is well. */
  public @Nullable String trouble() {
    return trouble;
  }

  /** Since when all has been well; far in the future while it is not. */
  public Instant wellSince() {
    return wellSince;
  }

  /**
   * How old the oldest record is that was not handled yet; nothing where none waits. Of a record
   * that was not read yet this is the age of the last one before it.
   */
  public Duration age() {
    Instant since = oldest;
    if (since == null) {
      return Duration.ZERO;
    }
    Duration age = Duration.between(since, clock.instant());
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Records of this member's partitions that were not handled yet. */
  public long lag() {
    return lag;
  }
}
