package io.waybill.api.rules;

import io.waybill.api.database.Database;
import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the workers what the rules are.
 *
 * <p>A rule is published while its row is locked, and always as it is then: so the topic never goes
 * back to an older revision, however many processes publish. What Kafka does not acknowledge stays
 * marked in the database, and {@link #publishPending} tries again.
 */
public final class RulePublisher {
  private static final Logger LOG = LoggerFactory.getLogger(RulePublisher.class);
  private static final int BATCH = 200;

  private final Database database;
  private final MessagePublisher publisher;
  private final RuleOutbox outbox = new RuleOutbox();

  /**
   * A publisher of this database's rules.
   *
   * @param publisher gives up within the time that a caller of the API may wait
   */
  public RulePublisher(Database database, MessagePublisher publisher) {
    this.database = database;
    this.publisher = publisher;
  }

  /**
   * Publishes one rule's current state, or its end; returns when Kafka has it.
   *
   * @throws PublishException when Kafka does not acknowledge it; it stays marked
   */
  public void publish(RuleId id) {
    database.transaction(connection -> publish(connection, outbox.lock(connection, id)));
  }

  /**
   * Publishes whatever waits.
   *
   * @return how many states were published
   * @throws PublishException when Kafka does not acknowledge them; they stay marked
   */
  public int publishPending() {
    int published = 0;
    int last;
    do {
      last =
          database.transaction(connection -> publish(connection, outbox.lock(connection, BATCH)));
      published += last;
    } while (last == BATCH);
    return published;
  }

  /**
   * Publishes every rule, and the end of those that the topic knows and the database does not.
   *
   * @param onTopic the ids on the topic, read before this call: a rule is stored before it is
   *     published, so an id that is on the topic and not in the database belongs to no rule
   */
  public void republish(Set<String> onTopic) {
    Set<String> stored =
        database.transaction(
            connection -> {
              outbox.reset(connection);
              return outbox.ids(connection);
            });
    int published = publishPending();
    Set<String> orphans = new HashSet<>(onTopic);
    orphans.removeAll(stored);
    await(orphans.stream().flatMap(RulePublisher::tombstone).map(this::send).toList());
    LOG.info(
        "Published {} rules to {}, and the end of {} that are no longer stored",
        published,
        Topics.RULES,
        orphans.size());
  }

  /** How many states wait; -1 while the database is away. */
  public long pending() {
    try {
      return database.transaction(outbox::count);
    } catch (DatabaseUnavailableException away) {
      return -1;
    }
  }

  private int publish(Connection connection, List<RuleOutbox.Entry> entries) throws SQLException {
    await(entries.stream().map(entry -> send(entry.message())).toList());
    outbox.published(connection, entries);
    return entries.size();
  }

  private CompletableFuture<?> send(io.waybill.schemas.wire.Message message) {
    return publisher.publish(Topics.RULES, message);
  }

  private static void await(List<? extends CompletableFuture<?>> sent) {
    try {
      CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof PublishException refused) {
        throw refused;
      }
      throw failed;
    }
  }

  private static java.util.stream.Stream<io.waybill.schemas.wire.Message> tombstone(String key) {
    try {
      return java.util.stream.Stream.of(Messages.tombstone(new RuleId(UUID.fromString(key))));
    } catch (IllegalArgumentException foreign) {
      LOG.warn("{} has a record whose key is no rule's id; it is left alone", Topics.RULES);
      return java.util.stream.Stream.empty();
    }
  }
}
