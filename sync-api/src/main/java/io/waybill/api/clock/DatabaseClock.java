package io.waybill.api.clock;

import io.waybill.api.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tasks, steps and deliveries wait by PostgreSQL's clock, which all API processes share. Where that
 * clock is set back by hours, or another server with another clock takes over, whatever waits would
 * wait for those hours too. So the clock is looked at again and again, and where it shows less than
 * it did, the times that are waited for are set back with it.
 *
 * <p>A clock that is set forth has nobody wait longer, and needs nothing.
 */
public final class DatabaseClock {
  /** Clocks are put right by less all the time, and nobody minds waiting that much longer. */
  static final Duration NOTICED = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(DatabaseClock.class);

  /** Times that are waited for: the parameter is by how many seconds the clock was set back. */
  private static final List<String> AWAITED =
      List.of(
          setBack("records", "retry_at", "status = 'waiting'"),
          setBack("scan_steps", "due_at", "state = 'unsent'"),
          setBack("deliveries", "due_at", "state = 'pending'"),
          setBack("subscriptions", "paused_until", "paused_until IS NOT NULL"));

  /**
   * Claims that no process of the clock's new time can have made: whoever did made them earlier.
   */
  private static final List<String> CLAIMS =
      List.of(
          lapse("records", "status IN ('waiting', 'queued')"),
          lapse("deliveries", "state = 'pending'"),
          lapse("deletes", "state <> 'released'"),
          lapse("replays", "state <> 'queued'"),
          lapse("cancels", "state = 'working'"));

  /** Times since when something is silent, which cannot be to come. */
  private static final List<String> PASSED =
      List.of(
          passed("attempts", "last_seen", "outcome IS NULL"),
          passed("scans", "heard_at", "state = 'running'"),
          passed("deletes", "held_at", "state = 'held'"),
          passed("idempotency_keys", "claimed_at", "status IS NULL"));

  private final Database database;

  /** The clock of this database. */
  public DatabaseClock(Database database) {
    this.database = database;
  }

  /**
   * Looks at the clock once.
   *
   * @return by how much what waits was set back; zero where the clock goes as it should
   */
  public Duration run() {
    Duration back = database.transaction(DatabaseClock::look);
    if (back.isPositive()) {
      LOG.warn(
          "PostgreSQL's clock was set back by {} s. What waits for a time, tasks to be tried again"
              + " among it, was set back with it, so that nothing waits longer. Times in the"
              + " history are as they were.",
          back.toSeconds());
    }
    return back;
  }

  /** Several processes look one after the other, and the first one that sees it does the work. */
  private static Duration look(Connection connection) throws SQLException {
    Instant seen = read(connection, "SELECT seen_at FROM database_clock FOR UPDATE");
    // Not now(), which is when the transaction began: another process may have looked since.
    Instant shows = read(connection, "SELECT clock_timestamp()");
    Duration back = Duration.between(shows, seen);
    boolean noticed = back.compareTo(NOTICED) >= 0;
    if (noticed) {
      double seconds = back.toMillis() / 1e3;
      for (String statement : AWAITED) {
        execute(connection, statement, seconds);
      }
      try (Statement statement = connection.createStatement()) {
        for (String each : CLAIMS) {
          statement.addBatch(each);
        }
        for (String each : PASSED) {
          statement.addBatch(each);
        }
        statement.executeBatch();
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE database_clock SET seen_at = clock_timestamp()");
    }
    return noticed ? back.truncatedTo(ChronoUnit.MILLIS) : Duration.ZERO;
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
      update.setDouble(1, seconds);
      update.executeUpdate();
    }
  }

  private static String setBack(String table, String column, String where) {
    return "UPDATE %1$s SET %2$s = %2$s - ? * interval '1 second' WHERE %3$s AND %2$s > clock_timestamp()"
        .formatted(table, column, where);
  }

  /** The longest claim is of a minute. */
  private static String lapse(String table, String where) {
    return "UPDATE %s SET claimed_until = NULL WHERE %s AND claimed_until > clock_timestamp() + interval '1 minute'"
        .formatted(table, where);
  }

  private static String passed(String table, String column, String where) {
    return "UPDATE %1$s SET %2$s = clock_timestamp() WHERE %3$s AND %2$s > clock_timestamp()"
        .formatted(table, column, where);
  }
}
