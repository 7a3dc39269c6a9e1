package io.waybill.api.clock;

import io.waybill.api.database.Database;
import io.waybill.chassis.life.SteadyClock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks, steps and deliveries wait by PostgreSQL's clock, which all API processes share. Where that
 * clock is set back by hours, or another server with another clock takes over, whatever waits would
 * wait for those hours too. So the clock is looked at again and again, and where it shows less than
 * it did, the times that are waited for are set back with it.
 *
 * <p>A clock that is set forth has nobody wait longer, but everything that runs seems to have been
 * silent for as long. So where it shows more than has passed by this process's steady clock, what
 * runs counts as heard of just now: it is held for lost a silence later, and not at once. Each
 * process sees that for itself, and doing it twice is the same as once. A notification that is too
 * old by the new clock is given up all the same.
 *
 * <p>What was written between the jump and the look may come a little early. Not noticed is a clock
 * that goes forth and back between two looks, and one that was set forth while no API process ran.
 * Where others lock the same rows in another order PostgreSQL ends one of the two transactions;
 * what this one had to do it does the next time.
 */
public final class DatabaseClock {
  /** Clocks are put right by less all the time, and nobody minds waiting that much longer. */
  static final Duration NOTICED = Duration.ofSeconds(5);

  /** A look may be held up, and a machine asleep; what runs may be silent for much longer. */
  static final Duration NOTICED_FORTH = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);

  /** As long as any claim of an API process may be: those of notifications are the longest. */
  private static final String LONGEST_CLAIM = "interval '4 minutes'";

  /**
   * What is set right, in the order in which others lock the tables. A parameter is by how many
   * seconds the clock was set back.
   */
  private static final List<String> MENDS =
      List.of(
          setBack("records", "retry_at", "status = 'waiting'"),
          lapse("records", "status IN ('waiting', 'queued')"),
          passed("attempts", "last_seen", "outcome IS NULL"),
          passed("scans", "heard_at", "state = 'running'"),
          setBack("scan_steps", "due_at", "state IN ('unsent', 'held')"),
          setBack("subscriptions", "paused_until", "paused_until IS NOT NULL"),
          setBack("deliveries", "due_at", "state = 'pending'"),
          lapse("deliveries", "state = 'pending'"),
          passed("delete_brakes", "counted_since", "counted_since IS NOT NULL"),
          passed("deletes", "held_at", "state = 'held'"),
          "UPDATE deletes SET released_at = released_at - ? * interval '1 second'"
              + " WHERE state = 'released'",
          lapse("deletes", "state <> 'released'"),
          lapse("replays", "state <> 'queued'"),
          lapse("cancels", "state = 'working'"),
          passed("idempotency_keys", "claimed_at", "status IS NULL"));

  /** What is set right where the clock was set forth. */
  private static final List<String> HEARD =
      List.of(
          "UPDATE attempts SET last_seen = clock_timestamp() WHERE outcome IS NULL",
          "UPDATE scans SET heard_at = clock_timestamp() WHERE state = 'running'");

  /**
   * What a look has seen.
   *
   * @param shown what PostgreSQL's clock showed
   * @param steady what this process's steady clock showed then
   * @param back by how much the clock was set back since the last look of any process
   */
  private record Look(Instant shown, Instant steady, Duration back) {}

  private final Database database;
  private final Clock steady;

  /** The last one of this process; the one thread's that looks. */
  private @Nullable Look last;

  /** The clock of this database. */
  public DatabaseClock(Database database) {
    this(database, SteadyClock.begin());
  }

  /** The same, beside this steady clock. */
  DatabaseClock(Database database, Clock steady) {
    this.database = database;
    this.steady = steady;
  }

  /**
   * Looks at the clock once, and sets right what has to be.
   *
   * @return by how much the clock was set: back, or less than zero where it was set forth; zero
   *     where it goes as it should
   */
  public Duration run() {
    Look before = last;
    Look look = database.transaction(this::look);
    if (look.back().isPositive()) {
      last = look;
      LOG.warn(
          "PostgreSQL's clock was set back by {} s. What waits for a time, tasks to be tried again"
              + " among it, was set back with it, so that nothing waits longer. Times in the"
              + " history are as they were.",
          look.back().toSeconds());
      return look.back();
    }
    Duration forth = before == null ? Duration.ZERO : lookForth(before, look);
    // Not before that: where it could not be set right, the next look sees it once more.
    last = look;
    return forth.negated();
  }

  /** Several processes look one after the other, and the first one that sees it does the work. */
  private Look look(Connection connection) throws SQLException {
    Instant seen = read(connection, "SELECT seen_at FROM database_clock FOR UPDATE");
    // Not now(), which is when the transaction began: another process may have looked since.
    Instant shows = read(connection, "SELECT clock_timestamp()");
    Instant now = steady.instant();
    Duration back = Duration.between(shows, seen);
    boolean noticed = back.compareTo(NOTICED) >= 0;
    if (noticed) {
      for (String mend : MENDS) {
        execute(connection, mend, back.toMillis() / 1e3);
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE database_clock SET seen_at = clock_timestamp()");
    }
    return new Look(shows, now, noticed ? back.truncatedTo(ChronoUnit.MILLIS) : Duration.ZERO);
  }

  private Duration lookForth(Look before, Look now) {
    Duration forth =
        Duration.between(before.shown(), now.shown())
            .minus(Duration.between(before.steady(), now.steady()));
    if (forth.compareTo(NOTICED_FORTH) < 0) {
      return Duration.ZERO;
    }
    int heard =
        database.transaction(
            connection -> {
              int running = 0;
              try (Statement statement = connection.createStatement()) {
                for (String mend : HEARD) {
                  running += statement.executeUpdate(mend);
                }
              }
              return running;
            });
    LOG.warn(
        "PostgreSQL's clock was set forth by {} s. {} attempts and scans that run count as heard of"
            + " just now, so that none is held for lost. What waits for a time may come early.",
        forth.toSeconds(),
        heard);
    return forth;
  }

  private static Instant read(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getObject(1, OffsetDateTime.class).toInstant();
    }
  }

  private static void execute(Connection connection, String sql, double seconds)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      if (update.getParameterMetaData().getParameterCount() > 0) {
        update.setDouble(1, seconds);
      }
      update.executeUpdate();
    }
  }

  /** A time that is waited for. */
  private static String setBack(String table, String column, String where) {
    return "UPDATE %1$s SET %2$s = %2$s - ? * interval '1 second' WHERE %3$s AND %2$s > clock_timestamp()"
        .formatted(table, column, where);
  }

  /** A claim that cannot have been made since the clock was set back: whoever made it is done. */
  private static String lapse(String table, String where) {
    return "UPDATE %s SET claimed_until = NULL WHERE %s AND claimed_until > clock_timestamp() + %s"
        .formatted(table, where, LONGEST_CLAIM);
  }

  /** A time since when something is so, which cannot be to come. */
  private static String passed(String table, String column, String where) {
    return "UPDATE %1$s SET %2$s = clock_timestamp() WHERE %3$s AND %2$s > clock_timestamp()"
        .formatted(table, column, where);
  }
}
