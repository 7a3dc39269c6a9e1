package io.waybill.api.replays;

import io.waybill.api.access.Caller;
import io.waybill.api.access.Condition;
import io.waybill.api.access.Limit;
import io.waybill.api.access.Scope;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The replays that were asked for: the tables replays and replay_items. */
public final class ReplayStore {
  private static final int MOST_REFUSALS = 20;

  private static final String CREATE =
      """
      INSERT INTO replays (id, asked_at, asked_by, scope, filter, state)
      VALUES (?, ?, ?, ?::jsonb, ?::jsonb, ?) ON CONFLICT DO NOTHING
      """;

  private static final String NAME =
      """
      INSERT INTO replay_items (replay_id, item, original, original_at, state, reason)
      SELECT ?, named.id, named.id, found.planned_at,
          CASE WHEN found.task_id IS NULL THEN 'refused' ELSE 'pending' END,
          CASE WHEN found.task_id IS NULL THEN ? END
      FROM unnest(?) AS named (id)
      LEFT JOIN records found ON found.task_id = named.id AND TOUCHED
      ON CONFLICT DO NOTHING
      """;

  /** Which replays callers with a limit see: those that were asked for under the same. */
  private static final String SEEN = "(?::jsonb IS NULL OR scope = ?::jsonb)";

  // What a replay makes is planned after it was asked for, but for clocks that differ: so older
  // partitions are not looked at.
  private static final String OUTCOMES =
      """
      SELECT made.status, count(*) FROM replay_items item
      JOIN records made ON made.task_id = item.made AND made.planned_at >= ? - interval '1 hour'
      WHERE item.replay_id = ? AND item.state = 'queued'
      GROUP BY made.status
      """;

  private static final String FINISH =
      """
      UPDATE replays SET finished_at = now()
      WHERE state = 'queued' AND finished_at IS NULL AND NOT EXISTS (
        SELECT FROM replay_items item
        WHERE item.replay_id = replays.id AND item.state = 'queued' AND NOT EXISTS (
          SELECT FROM records made
          WHERE made.task_id = item.made AND made.planned_at >= replays.asked_at - interval '1 hour'
            AND made.status IN ('succeeded', 'failed', 'cancelled')))
      """;

  /** A place in the order of all replays: when one was asked for, and which. */
  public record Position(Instant askedAt, ReplayId id) {}

  private final Database database;

  /** Over this database. */
  public ReplayStore(Database database) {
    this.database = database;
  }

  /**
   * Keeps the wish that the tasks of these records be done again, as far as the caller may touch
   * them; a replay that is there already stays as it is.
   *
   * @param filter already frozen: nothing that happens later is described by it
   */
  public void create(
      ReplayId id, Instant askedAt, Caller caller, Map<String, List<String>> filter) {
    database.transaction(
        connection -> insert(connection, id, askedAt, caller, filter, Replay.State.SELECTING));
  }

  /** The same of tasks that are named. */
  public void create(ReplayId id, Instant askedAt, Caller caller, Collection<TaskId> tasks) {
    database.transaction(
        connection -> {
          if (insert(connection, id, askedAt, caller, null, Replay.State.QUEUEING)) {
            name(connection, id, caller.scope(), tasks);
          }
          return id;
        });
  }

  private static boolean insert(
      Connection connection,
      ReplayId id,
      Instant askedAt,
      Caller caller,
      @Nullable Map<String, List<String>> filter,
      Replay.State state)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(CREATE)) {
      insert.setObject(1, id.value());
      insert.setObject(2, Sql.time(askedAt));
      insert.setString(3, caller.name());
      insert.setString(4, Sql.json(caller.scope().orNull()));
      insert.setString(5, Sql.json(filter));
      insert.setString(6, Sql.name(state));
      return insert.executeUpdate() == 1;
    }
  }

  /** What the caller may not touch is as if there were no record of it. */
  private static void name(
      Connection connection, ReplayId id, Scope scope, Collection<TaskId> tasks)
      throws SQLException {
    Condition touched = Limit.toTouch(scope).condition("found.source", "found.target");
    try (PreparedStatement insert =
            connection.prepareStatement(NAME.replace("TOUCHED", touched.sql()));
        PreparedStatement count =
            connection.prepareStatement("UPDATE replays SET matched = ? WHERE id = ?")) {
      insert.setObject(1, id.value());
      insert.setString(2, "There is no record of the task.");
      insert.setArray(
          3, connection.createArrayOf("uuid", tasks.stream().map(TaskId::value).toArray()));
      Sql.bind(connection, insert, 4, touched.values());
      count.setLong(1, insert.executeUpdate());
      count.setObject(2, id.value());
      count.executeUpdate();
    }
  }

  /** One replay, with its counts, and why some of it was refused; if this scope sees it. */
  public Optional<Replay> find(ReplayId id, Scope scope) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT * FROM replays WHERE id = ? AND " + SEEN)) {
            select.setObject(1, id.value());
            Sql.bind(connection, select, 2, seen(scope));
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      read(row).with(counts(connection, row, read(row)), refusals(connection, id)))
                  : Optional.empty();
            }
          }
        });
  }

  private static List<@Nullable Object> seen(Scope scope) {
    @Nullable String limit = Sql.json(scope.orNull());
    return Arrays.asList(limit, limit);
  }

  /** The replays that this scope sees, the newest first, from a place on; without counts. */
  public List<Replay> list(Scope scope, Optional<Position> after, int limit) {
    String sql =
        "SELECT * FROM replays WHERE "
            + SEEN
            + (after.isPresent() ? " AND (asked_at, id) < (?, ?)" : "")
            + " ORDER BY asked_at DESC, id DESC LIMIT "
            + limit;
    return database.transaction(
        connection -> {
          List<Replay> replays = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            int next = Sql.bind(connection, select, 1, seen(scope));
            if (after.isPresent()) {
              select.setObject(next, Sql.time(after.get().askedAt()));
              select.setObject(next + 1, after.get().id().value());
            }
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                replays.add(read(row));
              }
            }
          }
          return replays;
        });
  }

  /** What became of each task of a replay, in the order of their ids, from a place on. */
  public List<ReplayItem> items(ReplayId id, Optional<TaskId> after, int limit) {
    String sql =
        "SELECT original, state, CASE WHEN state = 'queued' THEN made END AS made, reason"
            + " FROM replay_items"
            + " WHERE replay_id = ? AND original > ? ORDER BY original LIMIT "
            + limit;
    return database.transaction(
        connection -> {
          List<ReplayItem> items = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, id.value());
            select.setObject(2, after.map(TaskId::value).orElse(new UUID(0, 0)));
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                items.add(
                    new ReplayItem(
                        new TaskId(row.getObject("original", UUID.class)),
                        Sql.parse(ReplayItem.State.class, row.getString("state")),
                        Sql.find(row, "made", TaskId::parse),
                        row.getString("reason")));
              }
            }
          }
          return items;
        });
  }

  /** Notes of replays whose last task is over that they are finished, so that lists can say so. */
  public int finish() {
    return database.transaction(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(FINISH)) {
            return update.executeUpdate();
          }
        });
  }

  /** Forgets replays that are older than this; the tasks that they made stay. */
  public int expire(Duration age) {
    return database.transaction(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "DELETE FROM replays WHERE asked_at < now() - ? * interval '1 second'")) {
            delete.setLong(1, age.toSeconds());
            return delete.executeUpdate();
          }
        });
  }

  private static Replay read(ResultSet row) throws SQLException {
    return new Replay(
        new ReplayId(row.getObject("id", UUID.class)),
        Sql.getTime(row, "asked_at"),
        row.getString("asked_by"),
        Sql.findTexts(row, "filter"),
        row.getObject("finished_at") == null
            ? Sql.parse(Replay.State.class, row.getString("state"))
            : Replay.State.FINISHED,
        null,
        null);
  }

  private static Replay.Counts counts(Connection connection, ResultSet row, Replay replay)
      throws SQLException {
    Map<ReplayItem.State, Long> items = items(connection, replay.id());
    Outcomes outcomes = outcomes(connection, replay.id(), replay.askedAt());
    long queued = items.getOrDefault(ReplayItem.State.QUEUED, 0L);
    return new Replay.Counts(
        row.getLong("matched"),
        row.getLong("collapsed"),
        items.getOrDefault(ReplayItem.State.ALREADY_REPLAYED, 0L),
        items.getOrDefault(ReplayItem.State.REFUSED, 0L),
        items.getOrDefault(ReplayItem.State.PENDING, 0L),
        queued,
        queued - outcomes.succeeded() - outcomes.failed() - outcomes.cancelled(),
        outcomes.succeeded(),
        outcomes.failed(),
        outcomes.cancelled());
  }

  private static Map<ReplayItem.State, Long> items(Connection connection, ReplayId id)
      throws SQLException {
    Map<ReplayItem.State, Long> counts = new EnumMap<>(ReplayItem.State.class);
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT state, count(*) FROM replay_items WHERE replay_id = ? GROUP BY state")) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          counts.put(Sql.parse(ReplayItem.State.class, row.getString(1)), row.getLong(2));
        }
      }
    }
    return counts;
  }

  private record Outcomes(long succeeded, long failed, long cancelled) {}

  private static Outcomes outcomes(Connection connection, ReplayId id, Instant askedAt)
      throws SQLException {
    Map<String, Long> counts = new java.util.HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(OUTCOMES)) {
      select.setObject(1, Sql.time(askedAt), Types.TIMESTAMP_WITH_TIMEZONE);
      select.setObject(2, id.value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          counts.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return new Outcomes(
        counts.getOrDefault("succeeded", 0L),
        counts.getOrDefault("failed", 0L),
        counts.getOrDefault("cancelled", 0L));
  }

  private static List<Replay.Refusal> refusals(Connection connection, ReplayId id)
      throws SQLException {
    String sql =
        "SELECT reason, count(*) FROM replay_items WHERE replay_id = ? AND state = 'refused'"
            + " GROUP BY reason ORDER BY count(*) DESC, reason LIMIT "
            + MOST_REFUSALS;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id.value());
      List<Replay.Refusal> refusals = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          refusals.add(new Replay.Refusal(String.valueOf(row.getString(1)), row.getLong(2)));
        }
      }
      return refusals;
    }
  }
}
