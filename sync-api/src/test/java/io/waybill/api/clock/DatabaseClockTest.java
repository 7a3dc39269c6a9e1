package io.waybill.api.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.api.database.StatementFailedException;
import io.waybill.api.records.Projection;
import io.waybill.api.records.TaskClaims;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A clock that was set back by three hours is one that shows now what it will show in three hours:
 * whatever it told is put three hours ahead here, and so is what was seen of it.
 */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseClockTest {
  private static final Duration THREE_HOURS = Duration.ofHours(3);

  private @Nullable Database database;

  @BeforeAll
  void open(Servers servers) throws Exception {
    database = Database.open(servers.database());
  }

  @AfterAll
  void close() {
    database().close();
  }

  @BeforeEach
  void empty() {
    execute("TRUNCATE records, attempts, early_facts, idempotency_keys, rules, deletes");
    assertThat(new DatabaseClock(database()).run()).isNotNull();
  }

  @Test
  void aTaskThatWaitsForAMomentDoesNotWaitForTheHoursThatTheClockWasSetBack() {
    waitsFor(Duration.ofSeconds(-1));
    setBackBy(THREE_HOURS);
    assertThat(due()).as("before anybody has looked at the clock").isZero();

    assertThat(new DatabaseClock(database()).run())
        .isBetween(THREE_HOURS.minusMinutes(1), THREE_HOURS);

    assertThat(due()).isOne();
    assertThat(new DatabaseClock(database()).run()).as("seen once").isZero();
  }

  @Test
  void aTaskThatWaitsForLongerStillWaitsForWhatIsLeftOfIt() {
    waitsFor(Duration.ofHours(1));
    setBackBy(THREE_HOURS);

    assertThat(new DatabaseClock(database()).run()).isPositive();

    assertThat(due()).isZero();
    assertThat(left()).isBetween(Duration.ofMinutes(55), Duration.ofMinutes(61));
  }

  @Test
  void whatIsClaimedAndWhatWasHeardAreNotOfTheHoursToCome() {
    waitsFor(Duration.ofSeconds(-1));
    assertThat(due()).isOne();
    assertThat(due()).as("claimed").isZero();
    AttemptId silent = runs();
    setBackBy(THREE_HOURS);
    execute("UPDATE attempts SET last_seen = last_seen + interval '3 hours' WHERE outcome IS NULL");

    assertThat(new DatabaseClock(database()).run()).isPositive();

    assertThat(due()).isOne();
    assertThat(new TaskClaims(database()).claimSilent(Duration.ZERO, 10))
        .extracting(each -> each.attempt().id())
        .containsExactly(silent);
  }

  /** A clock that jumps forth is one beside which less time has passed than it shows. */
  @Test
  void whatRunsIsNotLostBecauseTheClockWasSetForth() {
    AttemptId running = runs();
    FrozenClock slow = new FrozenClock();
    DatabaseClock clock = setForth(slow);

    assertThat(clock.run()).isBetween(THREE_HOURS.negated().minusMinutes(1), THREE_HOURS.negated());

    assertThat(new TaskClaims(database()).claimSilent(Duration.ofMinutes(10), 10)).isEmpty();
    slow.now = slow.now.plusSeconds(1);
    assertThat(clock.run()).as("seen once").isZero();
    assertThat(new TaskClaims(database()).claimSilent(Duration.ZERO, 10))
        .extracting(each -> each.attempt().id())
        .containsExactly(running);
  }

  @Test
  void aJumpForthThatCouldNotBeSetRightIsSeenAgain() {
    AttemptId running = runs();
    DatabaseClock clock = setForth(new FrozenClock());
    execute("ALTER TABLE scans RENAME TO scans_away");
    try {
      assertThatThrownBy(clock::run).isInstanceOf(StatementFailedException.class);
    } finally {
      execute("ALTER TABLE scans_away RENAME TO scans");
    }

    assertThat(clock.run()).isNegative();

    assertThat(new TaskClaims(database()).claimSilent(Duration.ofMinutes(10), 10)).isEmpty();
    assertThat(new TaskClaims(database()).claimSilent(Duration.ZERO, 10))
        .extracting(each -> each.attempt().id())
        .containsExactly(running);
  }

  /** The brake on deletes counts what was let go within an hour. */
  @Test
  void whatWasLetGoIsAsLongAgoAsItWasWhenTheClockIsSetBack() {
    execute(
        "INSERT INTO deletes (task_id, rule_id, target, target_registry, target_repository,"
            + " whole_repository, state, released_at, task) VALUES (gen_random_uuid(),"
            + " gen_random_uuid(), 'there/app:v1', 'there', 'app', false, 'released',"
            + " now() + interval '3 hours' - interval '2 hours', '{}')");
    setBackBy(THREE_HOURS);

    assertThat(new DatabaseClock(database()).run()).isPositive();

    assertThat(seconds("now() - released_at", "deletes"))
        .isBetween(Duration.ofMinutes(119), Duration.ofMinutes(121));
  }

  /** A steady clock that goes when the test says so. */
  private static final class FrozenClock extends Clock {
    private Instant now = Tasks.NOON;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException("Nobody needs it");
    }
  }

  @Test
  void aClockThatGoesAsItShouldChangesNothing() {
    waitsFor(Duration.ofHours(1));

    assertThat(new DatabaseClock(database()).run()).isZero();

    assertThat(left()).isBetween(Duration.ofMinutes(55), Duration.ofMinutes(60));
  }

  /** A task that is to be tried again so long from now. */
  private void waitsFor(Duration time) {
    SyncTask task = Tasks.task("waits", 0);
    AttemptId id = new AttemptId(UUID.randomUUID());
    apply(
        Tasks.started(task, id, Tasks.NOON),
        Tasks.ended(task, id, Tasks.NOON, Instant.now().plus(time), AttemptOutcome.RETRY_AT));
    shift("retry_at = now() + ? * interval '1 millisecond'", time);
  }

  private AttemptId runs() {
    AttemptId id = new AttemptId(UUID.randomUUID());
    apply(Tasks.started(Tasks.task("runs", 1), id, Tasks.NOON));
    return id;
  }

  private void apply(TaskFact... facts) {
    database()
        .transaction(
            connection -> {
              new Projection().apply(connection, Set.of(0), List.of(facts));
              return Optional.empty();
            });
  }

  private void setBackBy(Duration time) {
    shift(
        "retry_at = retry_at + ? * interval '1 millisecond',"
            + " claimed_until = claimed_until + interval '3 hours'",
        time);
    execute("UPDATE database_clock SET seen_at = now() + interval '3 hours'");
  }

  /** Three hours forth, beside a clock by which no time passed since it was looked at. */
  private DatabaseClock setForth(FrozenClock slow) {
    DatabaseClock clock = new DatabaseClock(database(), slow);
    assertThat(clock.run()).isZero();
    execute("UPDATE attempts SET last_seen = last_seen - interval '3 hours'");
    slow.now = slow.now.minus(THREE_HOURS);
    return clock;
  }

  private void shift(String what, Duration by) {
    database()
        .transaction(
            connection -> {
              try (PreparedStatement update =
                  connection.prepareStatement(
                      "UPDATE records SET " + what + " WHERE status = 'waiting'")) {
                update.setLong(1, by.toMillis());
                return update.executeUpdate();
              }
            });
  }

  private int due() {
    return new TaskClaims(database()).claimDue(10).size();
  }

  /** How long the one task that waits still has to. */
  private Duration left() {
    return seconds("retry_at - now()", "records WHERE status = 'waiting'");
  }

  private Duration seconds(String what, String from) {
    return database()
        .transaction(
            connection -> {
              String sql = "SELECT extract(epoch FROM " + what + ")::bigint FROM " + from;
              try (Statement statement = connection.createStatement();
                  ResultSet row = statement.executeQuery(sql)) {
                assertThat(row.next()).isTrue();
                return Duration.ofSeconds(row.getLong(1));
              }
            });
  }

  private void execute(String sql) {
    int _ =
        database()
            .transaction(
                connection -> {
                  try (Statement statement = connection.createStatement()) {
                    return statement.executeUpdate(sql);
                  }
                });
  }

  private Database database() {
    if (database == null) {
      throw new IllegalStateException("It is not open");
    }
    return database;
  }
}
