package io.waybill.api.records;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.database.StatementFailedException;
import io.waybill.api.records.Partitions.Partition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the weeks of history ahead, and drops those that are older than the retention. A task that
 * is not over is kept, however old it is, in the default partition; so is what comes too late or
 * too early for any week.
 *
 * <p>Each step is one short transaction under an advisory lock: several processes may run it, each
 * may die at any moment, and a step that finds others in its way for two seconds is done the next
 * time.
 */
public final class HistoryUpkeep {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryUpkeep.class);

  /** Any number that nothing else in this database uses for advisory locks. */
  private static final int LOCK = 0x7761_7970;

  private static final int WEEKS_AHEAD = 2;
  private static final int BATCH = 1_000;

  /** How long a fact waits for its task; a fact of a task that is told of comes within seconds. */
  private static final Duration EARLY = Duration.ofDays(7);

  private static final String OVER = "status IN ('succeeded', 'failed', 'cancelled')";
  private static final String NOT_OVER = "status IN ('held', 'queued', 'running', 'waiting')";

  private final Database database;
  private final Duration retention;
  private final Clock clock;
  private final Partitions records = new Partitions("records");
  private final Partitions attempts = new Partitions("attempts");
  private final OldDigests oldDigests;

  /** Of this database. */
  public HistoryUpkeep(Database database, Duration retention, Clock clock) {
    this.database = database;
    this.retention = retention;
    this.clock = clock;
    this.oldDigests = new OldDigests(database);
  }

  @FunctionalInterface
  private interface Step {
    void in(Connection connection) throws SQLException;
  }

  /** Makes the weeks that facts of these days belong into, which is all that a start waits for. */
  public void begin() {
    Week now = Week.of(clock.instant());
    create(attempts, now, now);
    create(records, now, now);
  }

  /** Does what there is to do. */
  public void run() {
    Instant kept = clock.instant().minus(retention);
    Week first = Week.of(kept);
    Week last = Week.of(clock.instant()).plus(WEEKS_AHEAD);
    create(attempts, first, last);
    create(records, first, last);
    for (Partition old : old(records, kept)) {
      drop(old);
    }
    // What a process left that died between the two drops.
    for (Partition old : old(attempts, kept)) {
      if (old(records, kept).stream().noneMatch(same -> same.end().equals(old.end()))) {
        dropAttempts(old, List.of());
      }
    }
    sweepDefault(kept);
    oldDigests.forget(kept, clock.instant());
    forgetEarlyFacts();
  }

  /** Also the weeks of the past, so that facts which are told once more find their place. */
  private void create(Partitions table, Week first, Week last) {
    List<Partition> there = database.transaction(table::list);
    for (Week week = first; !week.begin().isAfter(last.begin()); week = week.next()) {
      Week one = week;
      if (there.stream()
          .anyMatch(p -> p.begin().isBefore(one.end()) && p.end().isAfter(one.begin()))) {
        continue;
      }
      if (database.transaction(connection -> table.misplaced(connection, one))
          > Partitions.MOST_MOVED) {
        LOG.info(
            "The week of {} stays in {}, which holds much of it already",
            one.monday(),
            table.fallback());
        continue;
      }
      step("make the week of " + one.monday(), connection -> createOnce(connection, table, one));
    }
  }

  private static void createOnce(Connection connection, Partitions table, Week week)
      throws SQLException {
    if (table.list(connection).stream().noneMatch(p -> p.begin().equals(week.begin()))) {
      table.create(connection, week);
    }
  }

  private List<Partition> old(Partitions table, Instant kept) {
    return database.transaction(table::list).stream()
        .filter(partition -> !partition.end().isAfter(kept))
        .toList();
  }

  private void drop(Partition old) {
    List<UUID> going = database.transaction(connection -> notOver(connection, old));
    if (going.size() > Partitions.MOST_MOVED) {
      LOG.warn(
          "History until {} is older than the retention, but more than {} of its tasks are not"
              + " over: it is kept until they are",
          old.end(),
          Partitions.MOST_MOVED);
      return;
    }
    List<Partition> tries =
        database.transaction(attempts::list).stream()
            .filter(partition -> partition.end().equals(old.end()))
            .toList();
    for (Partition same : tries) {
      if (!dropAttempts(same, going)) {
        return;
      }
    }
    boolean dropped =
        step(
            "drop history until " + old.end(),
            connection -> dropOnce(connection, records, old, NOT_OVER));
    if (dropped) {
      LOG.info(
          "Dropped history until {}; {} tasks of it that are not over are kept",
          old.end(),
          going.size());
    }
  }

  /** The attempts of these tasks are kept. */
  private boolean dropAttempts(Partition old, List<UUID> going) {
    String kept =
        going.isEmpty()
            ? "false"
            : going.stream()
                .map(id -> "'" + id + "'")
                .collect(Collectors.joining(", ", "task_id IN (", ")"));
    return step(
        "drop attempts until " + old.end(),
        connection -> dropOnce(connection, attempts, old, kept));
  }

  private static void dropOnce(Connection connection, Partitions table, Partition old, String kept)
      throws SQLException {
    if (table.list(connection).contains(old)) {
      table.drop(connection, old, kept);
    }
  }

  /** Asks by time and not by name: another process may have dropped the partition by now. */
  private static List<UUID> notOver(Connection connection, Partition partition)
      throws SQLException {
    boolean first = partition.begin().equals(Instant.MIN);
    String sql =
        "SELECT task_id FROM records WHERE planned_at < ? %s AND %s LIMIT %d"
            .formatted(first ? "" : "AND planned_at >= ?", NOT_OVER, Partitions.MOST_MOVED + 1);
    List<UUID> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, Sql.time(partition.end()));
      if (!first) {
        select.setObject(2, Sql.time(partition.begin()));
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(row.getObject(1, UUID.class));
        }
      }
    }
    return found;
  }

  /** Rows of no week go one by one, a retention after their tasks were over. */
  private void sweepDefault(Instant kept) {
    int gone;
    do {
      gone =
          database.transaction(
              connection -> {
                String sql =
                    """
                    WITH old AS (
                      DELETE FROM records_default WHERE task_id IN (
                        SELECT task_id FROM records_default
                        WHERE %s AND coalesce(ended_at, planned_at) < ?
                        LIMIT %d FOR UPDATE SKIP LOCKED)
                      RETURNING task_id, planned_at),
                    tries AS (
                      DELETE FROM attempts_default a USING old
                      WHERE a.planned_at = old.planned_at AND a.task_id = old.task_id)
                    SELECT count(*) FROM old
                    """
                        .formatted(OVER, BATCH);
                try (PreparedStatement delete = connection.prepareStatement(sql)) {
                  delete.setObject(1, Sql.time(kept));
                  try (ResultSet row = delete.executeQuery()) {
                    row.next();
                    return row.getInt(1);
                  }
                }
              });
    } while (gone == BATCH);
  }

  private void forgetEarlyFacts() {
    Instant limit = clock.instant().minus(EARLY);
    int gone =
        database.transaction(
            connection -> {
              try (PreparedStatement delete =
                  connection.prepareStatement("DELETE FROM early_facts WHERE received_at < ?")) {
                delete.setObject(1, Sql.time(limit));
                return delete.executeUpdate();
              }
            });
    if (gone > 0) {
      LOG.warn(
          "Forgot {} facts that came more than {} days ago about tasks of which nothing else was"
              + " ever told; they are on the topic of records as long as that keeps them",
          gone,
          EARLY.toDays());
    }
  }

  /** Does it, unless others are in the way; then it is done the next time. */
  private boolean step(String what, Step step) {
    try {
      return database.transaction(
          connection -> {
            if (!lock(connection)) {
              LOG.debug("Another process may {}", what);
              return false;
            }
            step.in(connection);
            return true;
          });
    } catch (StatementFailedException refused) {
      if (!refused.isLockTimeout()) {
        throw refused;
      }
      LOG.info("Could not {} because the table is in use; it is tried again", what);
      return false;
    }
  }

  private static boolean lock(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_try_advisory_xact_lock(?, 0)")) {
      lock.setInt(1, LOCK);
      try (ResultSet row = lock.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
