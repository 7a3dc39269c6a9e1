package io.waybill.api.deletes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.database.Database;
import io.waybill.api.deletes.DeleteStore.Claimed;
import io.waybill.api.queue.TaskQueue;
import io.waybill.api.rules.RuleStore;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.Deletes;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets deletes go to the queue, a moment after they were planned so that a mass of them is seen as
 * one, and stops a rule that would delete too much until a person has decided.
 *
 * <p>Who decides about a rule holds its lock, so that several processes count the same deletes
 * once. What is let go is claimed and then queued; a claim whose process dies lapses, and another
 * one queues the task: at least once, which is once, for a task asks the source each time. While
 * PostgreSQL or Kafka is away deletes wait, and copies do not.
 */
public final class DeleteGate {
  /** Deletes that wait for a person, a gauge; -1 while the database is away. */
  public static final String HELD = "waybill.deletes.held";

  /** Deletes that were let go, a counter. */
  public static final String RELEASED = "waybill.deletes.released";

  private static final Logger LOG = LoggerFactory.getLogger(DeleteGate.class);
  private static final int BATCH = 200;

  /** Deletes that come one after the other without an end are not waited for for ever. */
  private static final int MOST_DELAYS = 3;

  private final Database database;
  private final DeleteStore store;
  private final RuleStore rules;
  private final TaskQueue queue;
  private final Duration delay;
  private final Clock clock;
  private final Counter released;

  /**
   * A gate.
   *
   * @param delay deletes that come within this time are looked at together
   */
  public DeleteGate(
      Database database, TaskQueue queue, Duration delay, Clock clock, MeterRegistry metrics) {
    this.database = database;
    this.store = new DeleteStore(database);
    this.rules = new RuleStore(database);
    this.queue = queue;
    this.delay = delay;
    this.clock = clock;
    this.released = metrics.counter(RELEASED);
  }

  /** Looks once at all that waits. */
  public void run() throws InterruptedException {
    for (RuleId id : store.waitingRules()) {
      Optional<Rule> rule = rules.find(id.toString());
      if (rule.isEmpty() || !propagates(rule.get())) {
        discard(claim(id, "held"), "the rule does not propagate deletes any more");
      } else {
        decide(rule.get());
      }
      release(claim(id, "approved"));
      for (Claimed unwanted : claim(id, "discarded")) {
        discard(List.of(unwanted), unwanted.decidedBy() + " discarded it");
      }
    }
    store.forget(BrakePolicy.WINDOW.multipliedBy(2));
  }

  private static boolean propagates(Rule rule) {
    Deletes deletes = rule.spec().deletes();
    return rule.spec().enabled() && deletes != null && deletes.propagates();
  }

  private List<Claimed> claim(RuleId rule, String state) {
    return database.transaction(connection -> DeleteStore.claim(connection, rule, state, BATCH));
  }

  private void decide(Rule rule) throws InterruptedException {
    release(database.transaction(connection -> decide(connection, rule)));
  }

  /** What may go now. */
  private List<Claimed> decide(Connection connection, Rule rule) throws SQLException {
    if (DeleteStore.lock(connection, rule.id()) || !isCollected(connection, rule.id())) {
      return List.of();
    }
    Optional<String> reason =
        BrakePolicy.findReason(
            brake(rule), tolls(connection, rule), isOfWholeRepository(connection, rule.id()));
    if (reason.isPresent()) {
      DeleteStore.engage(connection, rule.id(), reason.get());
      LOG.warn(
          "The deletes of rule {} are held: {}. Look at them with \"waybill rules deletes {}\", and"
              + " release or discard them.",
          rule.name(),
          reason.get(),
          rule.name());
      return List.of();
    }
    return DeleteStore.claim(connection, rule.id(), "held", BATCH);
  }

  private static Deletes.Brake brake(Rule rule) {
    Deletes deletes = rule.spec().deletes();
    return deletes == null ? Deletes.Brake.DEFAULT : deletes.brake();
  }

  /** Whether no new one has come for the delay, or the oldest has waited for long. */
  private boolean isCollected(Connection connection, RuleId rule) throws SQLException {
    String sql =
        "SELECT max(held_at) < now() - ? * interval '1 millisecond'"
            + " OR min(held_at) < now() - ? * interval '1 millisecond'"
            + " FROM deletes WHERE rule_id = ? AND state = 'held'";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, delay.toMillis());
      select.setLong(2, delay.multipliedBy(MOST_DELAYS).toMillis());
      select.setObject(3, rule.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static boolean isOfWholeRepository(Connection connection, RuleId rule)
      throws SQLException {
    String sql =
        "SELECT EXISTS (SELECT FROM deletes WHERE rule_id = ? AND state = 'held'"
            + " AND whole_repository)";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, rule.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static List<BrakePolicy.Toll> tolls(Connection connection, Rule rule)
      throws SQLException {
    String sql =
        """
        SELECT d.target_registry, d.target_repository, count(DISTINCT d.target) AS deleted
        FROM deletes d JOIN delete_brakes b USING (rule_id)
        WHERE d.rule_id = ? AND %s
        GROUP BY d.target_registry, d.target_repository
        """
            .formatted(DeleteStore.COUNTED);
    List<BrakePolicy.Toll> tolls = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, rule.id().value());
      select.setLong(2, BrakePolicy.WINDOW.toSeconds());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String registry = row.getString("target_registry");
          String repository = row.getString("target_repository");
          int deleted = row.getInt("deleted");
          tolls.add(
              new BrakePolicy.Toll(
                  registry + "/" + repository,
                  deleted,
                  LeftBehind.countTags(
                      connection, rule.id(), registry, repository, enough(rule, deleted))));
        }
      }
    }
    return tolls;
  }

  /** With so many tags the share is kept for certain; more need not be counted. */
  private static int enough(Rule rule, int deleted) {
    int percent = Math.max(1, brake(rule).percent());
    return (int)
        Math.min(1_000_000, Math.max(BrakePolicy.SMALLEST_SHARED, 100L * deleted / percent + 1));
  }

  private void release(List<Claimed> deletes) throws InterruptedException {
    for (Claimed one : deletes) {
      queue.put(released(one));
      released.increment();
    }
    if (!deletes.isEmpty()) {
      LOG.info(
          "Let {} deletes of rule {} go", deletes.size(), deletes.getFirst().task().ruleName());
    }
  }

  /** The task, with what history knows by now. */
  private SyncTask released(Claimed one) {
    SyncTask held = one.task();
    Deletion deletion = held.deletion() == null ? Deletion.HELD : held.deletion();
    Set<Digest> left = new LinkedHashSet<>(deletion.digestsLeft());
    database.transaction(connection -> LeftBehind.findLast(connection, held)).ifPresent(left::add);
    return held.draft()
        .queuedAt(clock.instant())
        .deletion(deletion.withLeft(List.copyOf(left)).released(one.decidedBy()))
        .build();
  }

  private void discard(List<Claimed> deletes, String why) {
    for (Claimed one : deletes) {
      SyncTask task = one.task();
      Failure failure =
          Failure.of(
              FailureCode.CANCELLED,
              "%s is gone, but %s was not deleted: %s."
                  .formatted(task.source(), task.target(), why));
      queue.tell(new TaskDone(task.id(), TaskStatus.CANCELLED, null, failure, clock.instant()));
    }
  }
}
