package io.waybill.worker.plan;

import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import io.waybill.worker.wire.DeadLetters;
import io.waybill.worker.wire.Outbox;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current rules: the topic of rules, read from its beginning and followed. One thread's, like
 * the consumer it reads with.
 *
 * <p>After {@link #catchUp} it knows each rule that was acknowledged before the call. So a rule
 * that the API confirmed before an image was pushed is known when the push is planned.
 *
 * <p>A revision that cannot be read (a newer version of Waybill wrote it, say) becomes a dead
 * letter, and the last one that could be read stays in force: to forget the rule would lose pushes
 * without a word.
 */
final class RuleBook {
  private static final Logger LOG = LoggerFactory.getLogger(RuleBook.class);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<String, byte[]> reader;
  private final Outbox outbox;
  private final Clock clock;
  private final Map<String, Rule> byKey = new HashMap<>();
  private final RuleIndex index = new RuleIndex();
  private final List<TopicPartition> partitions;

  /**
   * A book with nothing in it yet.
   *
   * @param reader a consumer without a group, for this book alone; closed by whoever made it
   * @param outbox where dead letters go
   */
  RuleBook(Consumer<String, byte[]> reader, Outbox outbox, Clock clock) {
    this.reader = reader;
    this.outbox = outbox;
    this.clock = clock;
    this.partitions =
        reader.partitionsFor(Topics.RULES).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(partitions);
    reader.seekToBeginning(partitions);
  }

  /** Reads up to where the topic ends now; throws Kafka's exception where that cannot be done. */
  void catchUp() {
    Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
    while (ends.entrySet().stream()
        .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
      reader.poll(POLL).forEach(this::read);
    }
  }

  /** Reads what comes next, waiting no longer than this for it. */
  void follow(Duration patience) {
    reader.poll(patience).forEach(this::read);
  }

  /** The rules, as they are now and will be. */
  RuleIndex rules() {
    return index;
  }

  void read(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      Rule gone = byKey.remove(record.key());
      if (gone != null) {
        index.remove(gone.id());
      }
      return;
    }
    Map<String, String> headers = Headers.of(record);
    try {
      Rule rule = Messages.readRule(headers, record.value());
      byKey.put(record.key(), rule);
      index.put(rule);
    } catch (UnreadableMessageException unreadable) {
      Rule inForce = byKey.get(record.key());
      String reason =
          String.valueOf(unreadable.getMessage())
              + (inForce == null
                  ? ". The rule is not in force."
                  : ". Revision " + inForce.revision() + " of the rule stays in force.");
      LOG.warn("The rule {} cannot be read: {}", record.key(), reason);
      outbox
          .publish(Topics.DEAD_LETTERS, DeadLetters.of(record, headers, reason, clock.instant()))
          .join();
    }
  }
}
