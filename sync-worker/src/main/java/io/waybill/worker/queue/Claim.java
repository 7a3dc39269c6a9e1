package io.waybill.worker.queue;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicIdPartition;

/**
 * A record that the broker has locked for this consumer. The consumer's thread only.
 *
 * <p>A lock is no proof of anything (a late acknowledgement can look like a success); it keeps two
 * workers from doing the same work most of the time, and the task's meaning makes it harmless where
 * they do it all the same.
 */
public final class Claim {
  private static final Duration RETURN = Duration.ofSeconds(2);

  /** Less than the lock: an answer that comes later than that is worth nothing. */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final ShareConsumer<String, byte[]> consumer;
  private ConsumerRecord<String, byte[]> record;

  /** The claim that the consumer has on a record that it was given. */
  public Claim(ShareConsumer<String, byte[]> consumer, ConsumerRecord<String, byte[]> record) {
    this.consumer = consumer;
    this.record = record;
  }

  /** The record, as it was delivered. */
  public ConsumerRecord<String, byte[]> record() {
    return record;
  }

  /**
   * Holds the record for another period of the lock (KIP-1222).
   *
   * @throws ClaimLostException where it is no longer this consumer's; the consumer is of no use any
   *     more then
   */
  public void renew() throws ClaimLostException {
    settle(AcknowledgeType.RENEW);
    // A renewed record comes back with the next poll, and nothing else comes before it does.
    for (ConsumerRecord<String, byte[]> returned : consumer.poll(RETURN)) {
      if (returned.offset() == record.offset() && returned.partition() == record.partition()) {
        record = returned;
        return;
      }
    }
    throw new ClaimLostException("the renewed record did not come back");
  }

  /**
   * The record has been dealt with.
   *
   * @throws ClaimLostException where the broker does not take that from this consumer
   */
  public void accept() throws ClaimLostException {
    settle(AcknowledgeType.ACCEPT);
  }

  /**
   * The record goes to another consumer, at once.
   *
   * @throws ClaimLostException where the broker does not take that from this consumer
   */
  public void release() throws ClaimLostException {
    settle(AcknowledgeType.RELEASE);
  }

  private void settle(AcknowledgeType type) throws ClaimLostException {
    Map<TopicIdPartition, Optional<KafkaException>> answers;
    try {
      consumer.acknowledge(record, type);
      answers = consumer.commitSync(ANSWER);
    } catch (KafkaException | IllegalStateException refused) {
      throw new ClaimLostException(refused.toString());
    }
    for (Optional<KafkaException> answer : answers.values()) {
      if (answer.isPresent()) {
        throw new ClaimLostException(answer.get().toString());
      }
    }
  }

  /** The broker does not count the record as this consumer's any more, or cannot be asked. */
  public static final class ClaimLostException extends Exception {
    private static final long serialVersionUID = 1L;

    ClaimLostException(String why) {
      super(why);
    }
  }
}
