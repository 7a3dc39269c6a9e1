package io.waybill.api.records;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the table statistics: computes an hour anew from its records when one of them has changed.
 *
 * <p>The projection notes the hours in the transaction of its changes. Whoever computes an hour
 * first takes its notes away, in the transaction in which it computes: a change whose note it does
 * not see leaves the note for the next time.
 */
public final class HourlyStatistics {
  private static final Logger LOG = LoggerFactory.getLogger(HourlyStatistics.class);

  /** After this much work others have their turn. */
  private static final Duration TURN = Duration.ofSeconds(2);

  /** At most a twentieth of the time is spent on it. */
  private static final int REST = 20;

  /**
   * An hour with this much in it is computed within seconds; one that does not end is an outage.
   */
  private static final String COMPUTE =
      """
      WITH parts AS (
        SELECT rule_id, max(rule_name) AS rule_name, source_registry, target_registry, region,
          status, CASE WHEN status = 'failed' THEN failure_code END AS code,
          CASE WHEN status = 'succeeded' THEN floor(ln(greatest(1,
            extract(epoch FROM ended_at - occurred_at)::float8 * 1000)) / ln(1.1::float8))
          END::smallint AS slot,
          count(*)::integer AS tasks,
          coalesce(sum((transfer->>'bytesRead')::bigint), 0) AS bytes_read,
          coalesce(sum((transfer->>'bytesWritten')::bigint), 0) AS bytes_written,
          coalesce(sum((transfer->>'bytesSkipped')::bigint), 0) AS bytes_skipped,
          coalesce(sum((transfer->>'bytesMounted')::bigint), 0) AS bytes_mounted
        FROM records WHERE planned_at >= ? AND planned_at < ?
        GROUP BY rule_id, source_registry, target_registry, region, status, code, slot)
      INSERT INTO statistics
      SELECT ?, rule_id, max(rule_name), source_registry, target_registry, region,
        coalesce(sum(tasks) FILTER (WHERE status = 'queued'), 0),
        coalesce(sum(tasks) FILTER (WHERE status = 'running'), 0),
        coalesce(sum(tasks) FILTER (WHERE status = 'waiting'), 0),
        coalesce(sum(tasks) FILTER (WHERE status = 'succeeded'), 0),
        coalesce(sum(tasks) FILTER (WHERE status = 'failed'), 0),
        coalesce(sum(tasks) FILTER (WHERE status = 'cancelled'), 0),
        sum(bytes_read), sum(bytes_written), sum(bytes_skipped), sum(bytes_mounted),
        array_agg(code) FILTER (WHERE code IS NOT NULL),
        array_agg(tasks) FILTER (WHERE code IS NOT NULL),
        array_agg(slot) FILTER (WHERE slot IS NOT NULL),
        array_agg(tasks) FILTER (WHERE slot IS NOT NULL),
        coalesce(sum(tasks) FILTER (WHERE status = 'held'), 0)
      FROM parts GROUP BY rule_id, source_registry, target_registry, region
      """;

  private final Database database;
  private final Duration retention;
  private final Clock clock;
  private Instant rested = Instant.MIN;

  /** Of this database. */
  public HourlyStatistics(Database database, Duration retention, Clock clock) {
    this.database = database;
    this.retention = retention;
    this.clock = clock;
  }

  /** Notes that records planned at these times have changed. */
  static void note(Connection connection, Collection<Instant> plannedAt) throws SQLException {
    TreeSet<Instant> hours = new TreeSet<>();
    plannedAt.forEach(time -> hours.add(time.truncatedTo(ChronoUnit.HOURS)));
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO stale_hours (hour) VALUES (?)")) {
      for (Instant hour : hours) {
        insert.setObject(1, Sql.time(hour));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /**
   * Computes what has changed, the newest hour first, and forgets what is older than the retention.
   */
  public void run() {
    if (clock.instant().isBefore(rested)) {
      return;
    }
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < TURN.toNanos()) {
      if (!database.transaction(HourlyStatistics::computeNext)) {
        forget();
        break;
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    rested = clock.instant().plus(took.multipliedBy(REST));
  }

  private static boolean computeNext(Connection connection) throws SQLException {
    Optional<Instant> stale = newest(connection);
    if (stale.isEmpty()) {
      return false;
    }
    Instant hour = stale.get();
    // Waits for another process that computes the hour; its notes are gone then.
    if (update(connection, "DELETE FROM stale_hours WHERE hour = ?", hour) > 0) {
      Sql.planForValues(connection);
      update(connection, "DELETE FROM statistics WHERE hour = ?", hour);
      update(connection, COMPUTE, hour, hour.plus(1, ChronoUnit.HOURS), hour);
      LOG.debug("Computed the statistics of the hour from {}", hour);
    }
    return true;
  }

  private static Optional<Instant> newest(Connection connection) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT max(hour) AS hour FROM stale_hours");
        ResultSet row = select.executeQuery()) {
      row.next();
      return Optional.ofNullable(Sql.findTime(row, "hour"));
    }
  }

  private void forget() {
    Instant kept = clock.instant().minus(retention);
    database.transaction(
        connection -> update(connection, "DELETE FROM statistics WHERE hour < ?", kept));
  }

  private static int update(Connection connection, String sql, Instant... times)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < times.length; i++) {
        statement.setObject(i + 1, Sql.time(times[i]));
      }
      return statement.executeUpdate();
    }
  }
}
