package io.waybill.api.replays;

import io.waybill.api.access.Scope;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordFilters;
import io.waybill.api.records.RecordPage;
import io.waybill.api.records.RecordQuery;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is left of replays to be done, page by page. One process at a time works a replay off; its
 * claim holds for some seconds and is renewed with each page, so that another goes on from there
 * when it dies. Of two that do so at once by mistake, each makes the same tasks.
 */
final class ReplayWork {
  // Who was worked on longest ago is first, so that a small replay does not wait behind a large
  // one.
  private static final String CLAIM =
      """
      UPDATE replays SET claimed_until = now() + interval '15 seconds'
      WHERE id = (
        SELECT id FROM replays
        WHERE state <> 'queued' AND (claimed_until IS NULL OR claimed_until < now())
        ORDER BY worked_at NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, asked_at, filter, scope
      """;

  /** The columns of records that a selection looks at. */
  static final String COLUMNS =
      "r.planned_at, r.task_id, r.rule_id, r.rule_name, r.target, r.source_registry,"
          + " r.target_registry, r.region, r.status, r.failure_code, r.ended_at";

  private static final String PENDING =
      """
      SELECT item.item, item.original, record.task FROM replay_items item
      LEFT JOIN records record ON record.task_id = item.original
      WHERE item.replay_id = ? AND item.state = 'pending'
      ORDER BY item.original_at, item.original LIMIT ?
      """;

  /** A replay that this process may work on for some seconds. */
  record Claimed(
      ReplayId id, Instant askedAt, @Nullable Map<String, List<String>> filter, Scope scope) {}

  /** A task to be done again, as an item of its replay; null where its record is gone. */
  record Pending(UUID item, TaskId original, @Nullable SyncTask task) {}

  /** How a pending item ended: with a new task, or with a reason. */
  record Settled(UUID item, @Nullable TaskId made, @Nullable String reason) {}

  private final Database database;

  ReplayWork(Database database) {
    this.database = database;
  }

  Optional<Claimed> claim() {
    return database.transaction(
        connection -> {
          try (PreparedStatement claim = connection.prepareStatement(CLAIM);
              ResultSet row = claim.executeQuery()) {
            return row.next()
                ? Optional.of(
                    new Claimed(
                        new ReplayId(row.getObject("id", UUID.class)),
                        Sql.getTime(row, "asked_at"),
                        Sql.findTexts(row, "filter"),
                        Scope.of(Sql.findJson(row, "scope", Scope.class))))
                : Optional.empty();
          }
        });
  }

  void release(ReplayId id) {
    database.transaction(
        connection ->
            update(
                connection,
                "UPDATE replays SET claimed_until = NULL, worked_at = now() WHERE id = ?",
                id));
  }

  /**
   * Looks at the next records that the filter describes, and keeps what is to be done again.
   *
   * @return whether there may be more
   */
  boolean selectPage(Claimed replay, Map<String, List<String>> filter, int limit) {
    return database.transaction(
        connection -> {
          Place place = lock(connection, replay.id());
          if (!place.state().equals(Sql.name(Replay.State.SELECTING))) {
            return false;
          }
          RecordFilter meant = RecordFilters.parse(filter).touchedBy(replay.scope());
          boolean full = select(connection, replay, meant, place.after(), limit);
          if (!full) {
            update(connection, "UPDATE replays SET state = 'queueing' WHERE id = ?", replay.id());
          }
          return full;
        });
  }

  private static boolean select(
      Connection connection,
      Claimed replay,
      RecordFilter filter,
      Optional<RecordPage.Position> after,
      int limit)
      throws SQLException {
    RecordQuery query = RecordQuery.of(connection, filter, after, limit);
    // What ended after the wish was said is not meant by it.
    String sql =
        """
        WITH page AS (%s),
        meant AS (SELECT * FROM page WHERE ended_at IS NULL OR ended_at <= ?),
        kept AS (
          INSERT INTO replay_items (replay_id, item, original, original_at, state)
          SELECT ?, md5(coalesce(rule_id::text, '-') || ' ' || target)::uuid, task_id, planned_at,
              CASE WHEN %s THEN 'already-replayed' ELSE 'pending' END
          FROM meant ORDER BY planned_at DESC, task_id DESC
          ON CONFLICT DO NOTHING RETURNING 1)
        SELECT planned_at, task_id, (SELECT count(*) FROM page) AS seen,
            (SELECT count(*) FROM meant) AS matched, (SELECT count(*) FROM kept) AS kept
        FROM page ORDER BY planned_at, task_id LIMIT 1
        """
            .formatted(query.sql(COLUMNS), OpenReplays.REPLAYED);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int parameters = query.bind(connection, select);
      select.setObject(parameters + 1, Sql.time(replay.askedAt()));
      select.setObject(parameters + 2, replay.id().value());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return false;
        }
        remember(connection, replay.id(), row);
        return row.getLong("seen") == limit;
      }
    }
  }

  private static void remember(Connection connection, ReplayId id, ResultSet row)
      throws SQLException {
    String sql =
        "UPDATE replays SET after_planned_at = ?, after_task_id = ?, matched = matched + ?,"
            + " collapsed = collapsed + ? WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, Sql.time(Sql.getTime(row, "planned_at")));
      update.setObject(2, row.getObject("task_id"));
      update.setLong(3, row.getLong("matched"));
      update.setLong(4, row.getLong("matched") - row.getLong("kept"));
      update.setObject(5, id.value());
      update.executeUpdate();
    }
  }

  private record Place(String state, Optional<RecordPage.Position> after) {}

  /** Where the selection is; nobody else moves it until the transaction ends. */
  private static Place lock(Connection connection, ReplayId id) throws SQLException {
    String sql =
        "UPDATE replays SET claimed_until = now() + interval '15 seconds' WHERE id = ?"
            + " RETURNING state, after_planned_at, after_task_id";
    try (PreparedStatement renew = connection.prepareStatement(sql)) {
      renew.setObject(1, id.value());
      try (ResultSet row = renew.executeQuery()) {
        if (!row.next()) {
          return new Place(String.valueOf(Sql.name(Replay.State.QUEUED)), Optional.empty());
        }
        Instant plannedAt = Sql.findTime(row, "after_planned_at");
        return new Place(
            String.valueOf(row.getString("state")),
            plannedAt == null
                ? Optional.empty()
                : Optional.of(
                    new RecordPage.Position(
                        plannedAt, new TaskId(row.getObject("after_task_id", UUID.class)))));
      }
    }
  }

  /** The next tasks that are to be done again, the oldest first; none when all are dealt with. */
  List<Pending> pending(ReplayId id, int limit) {
    return database.transaction(
        connection -> {
          lock(connection, id);
          List<Pending> page = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(PENDING)) {
            select.setObject(1, id.value());
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                page.add(
                    new Pending(
                        row.getObject("item", UUID.class),
                        new TaskId(row.getObject("original", UUID.class)),
                        Sql.findJson(row, "task", SyncTask.class)));
              }
            }
          }
          if (page.isEmpty()) {
            update(connection, "UPDATE replays SET state = 'queued' WHERE id = ?", id);
          }
          return page;
        });
  }

  /** Takes what no other replay does at the moment; settles the rest. */
  Map<UUID, SyncTask> take(ReplayId id, Map<UUID, SyncTask> wanted) {
    return database.transaction(connection -> OpenReplays.take(connection, id, wanted));
  }

  /** Which of these tasks history knows: a process that died has put them on their queues. */
  Set<TaskId> known(Collection<TaskId> ids) {
    return database.transaction(
        connection -> {
          Set<TaskId> known = new HashSet<>();
          try (PreparedStatement select =
              connection.prepareStatement("SELECT task_id FROM records WHERE task_id = ANY (?)")) {
            select.setArray(
                1, connection.createArrayOf("uuid", ids.stream().map(TaskId::value).toArray()));
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                known.add(new TaskId(row.getObject(1, UUID.class)));
              }
            }
          }
          return known;
        });
  }

  static int settle(Connection connection, ReplayId id, Collection<Settled> settled)
      throws SQLException {
    String sql =
        "UPDATE replay_items SET state = ?, made = ?, reason = ?"
            + " WHERE replay_id = ? AND item = ? AND state = 'pending'";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      for (Settled one : settled) {
        update.setString(
            1, Sql.name(one.made() == null ? ReplayItem.State.REFUSED : ReplayItem.State.QUEUED));
        update.setObject(2, one.made() == null ? null : one.made().value());
        update.setString(3, one.reason());
        update.setObject(4, id.value());
        update.setObject(5, one.item());
        update.addBatch();
      }
      return update.executeBatch().length;
    }
  }

  private static int update(Connection connection, String sql, ReplayId id) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, id.value());
      return update.executeUpdate();
    }
  }
}
