package io.waybill.api.cancels;

import io.waybill.api.access.Scope;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.records.RecordFilters;
import io.waybill.api.records.RecordPage;
import io.waybill.api.records.RecordQuery;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is left of cancels by a filter, page by page. One process at a time works a cancel off, with
 * a claim that lapses; two that do so at once say the same twice.
 */
final class CancelWork {
  private static final String CLAIM =
      """
      UPDATE cancels SET claimed_until = now() + interval '15 seconds'
      WHERE id = (
        SELECT id FROM cancels
        WHERE state = 'working' AND (claimed_until IS NULL OR claimed_until < now())
        ORDER BY worked_at NULLS FIRST LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING id, asked_at, asked_by, scope, filter, after_planned_at, after_task_id
      """;

  private static final String ADVANCE =
      """
      UPDATE cancels SET after_planned_at = ?, after_task_id = ?, matched = matched + ?, state = ?,
          claimed_until = NULL, worked_at = now()
      WHERE id = ? AND after_task_id IS NOT DISTINCT FROM ?
      """;

  /** A cancel that this process may work on for some seconds. */
  record Claimed(
      CancelId id,
      Instant askedAt,
      @Nullable String askedBy,
      Scope scope,
      Map<String, List<String>> filter,
      Optional<RecordPage.Position> after) {

    /** The same of those tasks only that run; empty where the filter describes none of them. */
    Optional<Claimed> running() {
      Set<TaskStatus> statuses = RecordFilters.parse(filter).statuses();
      if (!statuses.isEmpty() && !statuses.contains(TaskStatus.RUNNING)) {
        return Optional.empty();
      }
      Map<String, List<String>> narrower = new HashMap<>(filter);
      String status = Objects.requireNonNull(Sql.name(TaskStatus.RUNNING));
      narrower.put(RecordFilters.STATUS, List.of(status));
      return Optional.of(new Claimed(id, askedAt, askedBy, scope, narrower, after));
    }

    /** The same from behind this task on. */
    Claimed behind(Wish last) {
      return new Claimed(
          id,
          askedAt,
          askedBy,
          scope,
          filter,
          Optional.of(new RecordPage.Position(last.plannedAt(), last.taskId())));
    }
  }

  private final Database database;

  CancelWork(Database database) {
    this.database = database;
  }

  Optional<Claimed> claim() {
    return database.transaction(
        connection -> {
          try (PreparedStatement claim = connection.prepareStatement(CLAIM);
              ResultSet row = claim.executeQuery()) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
          }
        });
  }

  private static Claimed read(ResultSet row) throws SQLException {
    Instant plannedAt = Sql.findTime(row, "after_planned_at");
    return new Claimed(
        new CancelId(row.getObject("id", UUID.class)),
        Sql.getTime(row, "asked_at"),
        row.getString("asked_by"),
        Scope.of(Sql.findJson(row, "scope", Scope.class)),
        Objects.requireNonNull(Sql.findTexts(row, "filter")),
        plannedAt == null
            ? Optional.empty()
            : Optional.of(
                new RecordPage.Position(
                    plannedAt, new TaskId(row.getObject("after_task_id", UUID.class)))));
  }

  /** The next tasks that the filter describes. */
  List<Wish> page(Claimed cancel, int limit) {
    return database.transaction(
        connection -> {
          RecordQuery query =
              RecordQuery.of(
                  connection,
                  RecordFilters.parse(cancel.filter()).touchedBy(cancel.scope()),
                  cancel.after(),
                  limit);
          try (PreparedStatement select =
              connection.prepareStatement(query.sql("r.task_id, r.planned_at, r.status"))) {
            query.bind(connection, select);
            List<Wish> page = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                page.add(
                    new Wish(
                        new TaskId(row.getObject("task_id", UUID.class)),
                        Sql.getTime(row, "planned_at"),
                        Sql.parse(TaskStatus.class, row.getString("status")),
                        cancel.askedAt(),
                        cancel.askedBy(),
                        cancel.id()));
              }
            }
            return page;
          }
        });
  }

  /** Counts those of these running tasks of which nobody has noted a wish. */
  static void count(Connection connection, Claimed cancel, List<Wish> running) throws SQLException {
    String sql = "UPDATE cancels SET matched = matched + ? WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setLong(1, running.size() - CancelStore.noted(connection, running, null));
      update.setObject(2, cancel.id().value());
      update.executeUpdate();
    }
  }

  /**
   * Notes that a page is told, and whether it is the last; unless somebody else has. What this
   * cancel has noted a wish of was counted when that was said.
   */
  static void advance(Connection connection, Claimed cancel, List<Wish> page, boolean last)
      throws SQLException {
    RecordPage.Position place =
        page.isEmpty()
            ? cancel.after().orElse(null)
            : new RecordPage.Position(page.getLast().plannedAt(), page.getLast().taskId());
    try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
      Object plannedAt = place == null ? null : Sql.time(place.plannedAt());
      Object taskId = place == null ? null : place.taskId().value();
      update.setObject(1, plannedAt, Types.TIMESTAMP_WITH_TIMEZONE);
      update.setObject(2, taskId, Types.OTHER);
      update.setLong(3, page.size() - CancelStore.noted(connection, page, cancel.id()));
      update.setString(4, Sql.name(last ? Cancel.State.TOLD : Cancel.State.WORKING));
      update.setObject(5, cancel.id().value());
      update.setObject(
          6, cancel.after().map(after -> after.taskId().value()).orElse(null), Types.OTHER);
      update.executeUpdate();
    }
  }
}
