package io.waybill.api.records;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.database.Database;
import io.waybill.api.database.StatementFailedException;
import io.waybill.api.topics.TopicFollower;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the facts of {@code waybill.records} into history, a batch in one transaction. What it
 * cannot understand, or the database refuses to hold, becomes a dead letter with the reason; what
 * only planners have to know is passed over.
 */
public final class Recorder implements TopicFollower.Handler {
  /** Facts that are in the database. */
  public static final String FACTS = "waybill.recorder.facts";

  /** Facts that were set aside. */
  public static final String DEAD_LETTERS = "waybill.recorder.dead.letters";

  /** Attempts of which no end is known. */
  public static final String LOST = "waybill.attempts.lost";

  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

  private record Fact(ConsumerRecord<String, byte[]> origin, TaskFact fact) {}

  private final Database database;
  private final Projection projection;
  private final MessagePublisher publisher;
  private final Clock clock;
  private final Counter recorded;
  private final Counter setAside;
  private final Counter lost;

  /** A recorder into this database. */
  public Recorder(
      Database database,
      Projection projection,
      MessagePublisher publisher,
      Clock clock,
      MeterRegistry metrics) {
    this.database = database;
    this.projection = projection;
    this.publisher = publisher;
    this.clock = clock;
    this.recorded = metrics.counter(FACTS);
    this.setAside = metrics.counter(DEAD_LETTERS);
    this.lost = metrics.counter(LOST);
  }

  @Override
  public void handle(List<ConsumerRecord<String, byte[]>> batch) throws InterruptedException {
    List<Fact> facts = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : batch) {
      try {
        TaskFact fact = Messages.readFact(Headers.of(record), record.value());
        if (!(fact instanceof CopyAnnounced)) {
          facts.add(new Fact(record, fact));
        }
      } catch (UnreadableMessageException unreadable) {
        setAside(record, String.valueOf(unreadable.getMessage()));
      }
    }
    record(facts);
  }

  private void record(List<Fact> facts) throws InterruptedException {
    if (facts.isEmpty()) {
      return;
    }
    Set<Integer> partitions = new TreeSet<>();
    facts.forEach(fact -> partitions.add(fact.origin().partition()));
    try {
      List<TaskFact> all = facts.stream().map(Fact::fact).toList();
      lost.increment(
          database.transaction(
              connection -> projection.applyCountingLost(connection, partitions, all)));
      recorded.increment(all.size());
    } catch (StatementFailedException refused) {
      if (!refused.isAboutData()) {
        throw refused;
      }
      oneByOne(facts, refused);
    }
  }

  /** One bad fact must not hold up the others. */
  private void oneByOne(List<Fact> facts, StatementFailedException refused)
      throws InterruptedException {
    if (facts.size() == 1) {
      setAside(facts.getFirst().origin(), String.valueOf(refused.getMessage()));
      return;
    }
    for (Fact fact : facts) {
      record(List.of(fact));
    }
  }

  private void setAside(ConsumerRecord<String, byte[]> record, String reason)
      throws InterruptedException {
    String origin = record.topic() + "/" + record.partition() + "/" + record.offset();
    byte[] bytes = record.value() == null ? new byte[0] : record.value();
    DeadLetter letter = DeadLetter.of(origin, reason, Headers.of(record), bytes, clock.instant());
    publisher.publishAndWait(Topics.DEAD_LETTERS, Messages.of(letter));
    setAside.increment();
    LOG.warn("The fact at {} was set aside as a dead letter: {}", origin, reason);
  }
}
