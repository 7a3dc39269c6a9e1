package io.waybill.api.records;

import io.waybill.api.database.Database;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Gives one API process at a time the right to put a task back on the queue. A claim holds for a
 * minute: longer than publishing may take, short enough when the process dies.
 */
public final class TaskClaims {
  private static final String CLAIM_DUE =
      """
      UPDATE records SET claimed_until = now() + interval '1 minute'
      WHERE (planned_at, task_id) IN (
        SELECT planned_at, task_id FROM records
        WHERE status = 'waiting' AND retry_at <= now()
          AND (claimed_until IS NULL OR claimed_until < now())
        ORDER BY retry_at LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING task_id
      """;

  // Where workers are at what was queued earlier, it only stands in line.
  private static final String CLAIM_QUEUED =
      """
      WITH busy AS MATERIALIZED (
        SELECT region, task ->> 'lane' AS lane, max(queued_at) AS reached
        FROM records WHERE status = 'running' GROUP BY region, task ->> 'lane')
      UPDATE records SET claimed_until = now() + interval '1 minute'
      WHERE (planned_at, task_id) IN (
        SELECT queued.planned_at, queued.task_id
        FROM records queued
        LEFT JOIN busy ON busy.region = queued.region AND busy.lane = queued.task ->> 'lane'
        WHERE queued.status = 'queued'
          AND queued.queued_at < ?
          AND (queued.claimed_until IS NULL OR queued.claimed_until < now())
          AND (busy.reached IS NULL OR busy.reached > queued.queued_at)
        ORDER BY queued.queued_at LIMIT ? FOR UPDATE OF queued SKIP LOCKED)
      RETURNING task_id
      """;

  // Seen a minute less than the silence ago: so nobody else claims it for a minute.
  private static final String CLAIM_SILENT =
      """
      UPDATE attempts SET last_seen = now() - ? * interval '1 millisecond' + interval '1 minute'
      WHERE (planned_at, task_id, attempt_id) IN (
        SELECT planned_at, task_id, attempt_id FROM attempts
        WHERE outcome IS NULL AND last_seen < now() - ? * interval '1 millisecond'
        ORDER BY last_seen LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING task_id, attempt_id
      """;

  /**
   * An attempt of which nothing was heard for long.
   *
   * @param history of its task
   * @param attempt which
   */
  public record Silent(TaskHistory history, Attempt attempt) {}

  private final Database database;
  private final HistoryStore histories = new HistoryStore();

  /** Over this database. */
  public TaskClaims(Database database) {
    this.database = database;
  }

  /** Claims waiting tasks whose time has come. */
  public List<TaskHistory> claimDue(int limit) {
    return database.transaction(
        connection -> {
          List<TaskId> ids = new ArrayList<>();
          try (PreparedStatement claim = connection.prepareStatement(CLAIM_DUE)) {
            claim.setInt(1, limit);
            try (ResultSet row = claim.executeQuery()) {
              while (row.next()) {
                ids.add(taskId(row));
              }
            }
          }
          return ids.isEmpty() ? List.of() : List.copyOf(histories.load(connection, ids).values());
        });
  }

  /**
   * Claims tasks that were queued before this, by the clock of whoever queued them, and were not
   * begun, while later ones of their lane are, or none.
   */
  public List<TaskHistory> claimQueued(Instant before, int limit) {
    return database.transaction(
        connection -> {
          List<TaskId> ids = new ArrayList<>();
          try (PreparedStatement claim = connection.prepareStatement(CLAIM_QUEUED)) {
            claim.setObject(1, before.atOffset(ZoneOffset.UTC));
            claim.setInt(2, limit);
            try (ResultSet row = claim.executeQuery()) {
              while (row.next()) {
                ids.add(taskId(row));
              }
            }
          }
          return ids.isEmpty() ? List.of() : List.copyOf(histories.load(connection, ids).values());
        });
  }

  /** Claims attempts that have no end and of which nothing was heard for this long. */
  public List<Silent> claimSilent(Duration silence, int limit) {
    Map<AttemptId, TaskId> claimed =
        database.transaction(connection -> claimAttempts(connection, silence, limit));
    if (claimed.isEmpty()) {
      return List.of();
    }
    // In a transaction of its own: the recorder locks records before attempts.
    Map<TaskId, TaskHistory> found =
        database.transaction(connection -> histories.load(connection, claimed.values()));
    List<Silent> silent = new ArrayList<>();
    claimed.forEach(
        (attemptId, taskId) -> {
          TaskHistory history = found.get(taskId);
          Attempt attempt = history == null ? null : history.attempts().get(attemptId);
          if (history != null && attempt != null) {
            silent.add(new Silent(history, attempt));
          }
        });
    return silent;
  }

  private static Map<AttemptId, TaskId> claimAttempts(
      Connection connection, Duration silence, int limit) throws SQLException {
    Map<AttemptId, TaskId> claimed = new LinkedHashMap<>();
    try (PreparedStatement claim = connection.prepareStatement(CLAIM_SILENT)) {
      claim.setLong(1, silence.toMillis());
      claim.setLong(2, silence.toMillis());
      claim.setInt(3, limit);
      try (ResultSet row = claim.executeQuery()) {
        while (row.next()) {
          claimed.put(new AttemptId(row.getObject("attempt_id", UUID.class)), taskId(row));
        }
      }
    }
    return claimed;
  }

  private static TaskId taskId(ResultSet row) throws SQLException {
    return new TaskId(row.getObject("task_id", UUID.class));
  }
}
