package io.waybill.api.records;

import io.waybill.api.database.Sql;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptFaltered;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads histories out of the tables records and attempts, and writes them back. */
final class HistoryStore {
  /** A worker's clock may be ahead: nothing waits longer than its pause from when that is known. */
  private static final String SAVE_RECORD =
      """
      INSERT INTO records (planned_at, task_id, event_id, trigger, rule_id, rule_name,
          source, source_registry, source_repository, source_tag,
          target, target_registry, target_repository, target_tag, region, overwrite,
          status, outcome, digest_before, digest_after,
          occurred_at, queued_at, started_at, ended_at, phases, transfer, referrers,
          failure_code, failure, attempt_count, retry_at, replay_of, worker, trace_id, task, ending,
          rebuilt_from, backup_tag)
      VALUES (?,?,?,?,?,?, ?,?,?,?, ?,?,?,?,?,?, ?,?,?,?,
          ?,?,?,?,?::jsonb,?::jsonb,?, ?,?::jsonb,?,LEAST(?, now() + ? * interval '1 millisecond'),?,?,?,
          ?::jsonb,?::jsonb,?,?)
      ON CONFLICT (planned_at, task_id) DO UPDATE SET
          event_id = excluded.event_id, trigger = excluded.trigger,
          rule_id = excluded.rule_id, rule_name = excluded.rule_name,
          region = excluded.region, overwrite = excluded.overwrite,
          status = excluded.status, outcome = excluded.outcome,
          digest_before = excluded.digest_before, digest_after = excluded.digest_after,
          occurred_at = excluded.occurred_at, queued_at = excluded.queued_at,
          started_at = excluded.started_at, ended_at = excluded.ended_at,
          phases = excluded.phases, transfer = excluded.transfer, referrers = excluded.referrers,
          failure_code = excluded.failure_code, failure = excluded.failure,
          attempt_count = excluded.attempt_count, retry_at = excluded.retry_at,
          worker = excluded.worker, trace_id = excluded.trace_id,
          task = excluded.task, ending = excluded.ending, rebuilt_from = excluded.rebuilt_from,
          backup_tag = excluded.backup_tag,
          claimed_until = NULL
      """;

  private static final String SAVE_ATTEMPT =
      """
      INSERT INTO attempts (planned_at, task_id, attempt_id, worker, trace_id, started_at,
          queueing, ended_at, outcome, failure_code, ended, faltered)
      VALUES (?,?,?,?,?,?,?,?,?,?,?::jsonb,?::jsonb)
      ON CONFLICT (planned_at, task_id, attempt_id) DO UPDATE SET
          worker = excluded.worker, trace_id = excluded.trace_id, started_at = excluded.started_at,
          queueing = excluded.queueing, ended_at = excluded.ended_at, outcome = excluded.outcome,
          failure_code = excluded.failure_code, ended = excluded.ended,
          faltered = excluded.faltered, last_seen = now()
      """;

  /** The histories of these tasks, as far as there are any; their rows are locked. */
  Map<TaskId, TaskHistory> load(Connection connection, Collection<TaskId> ids) throws SQLException {
    Map<TaskId, Map<AttemptId, Attempt>> attempts = loadAttempts(connection, ids);
    Map<TaskId, TaskHistory> histories = new LinkedHashMap<>();
    String sql =
        "SELECT task_id, planned_at, task, ending FROM records WHERE task_id = ANY (?)"
            + " ORDER BY task_id FOR UPDATE";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, uuids(connection, ids));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          TaskId id = new TaskId(row.getObject("task_id", UUID.class));
          histories.put(
              id,
              new TaskHistory(
                  Sql.getJson(row, "task", SyncTask.class),
                  Sql.getTime(row, "planned_at"),
                  attempts.getOrDefault(id, Map.of()),
                  Sql.findJson(row, "ending", TaskDone.class)));
        }
      }
    }
    return histories;
  }

  private Map<TaskId, Map<AttemptId, Attempt>> loadAttempts(
      Connection connection, Collection<TaskId> ids) throws SQLException {
    Map<TaskId, Map<AttemptId, Attempt>> attempts = new HashMap<>();
    String sql =
        "SELECT task_id, attempt_id, worker, trace_id, started_at, queueing, faltered, ended"
            + " FROM attempts WHERE task_id = ANY (?)";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setArray(1, uuids(connection, ids));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Attempt attempt = readAttempt(row);
          attempts
              .computeIfAbsent(
                  new TaskId(row.getObject("task_id", UUID.class)), id -> new HashMap<>())
              .put(attempt.id(), attempt);
        }
      }
    }
    return attempts;
  }

  static Attempt readAttempt(ResultSet row) throws SQLException {
    return new Attempt(
        new AttemptId(row.getObject("attempt_id", UUID.class)),
        row.getString("worker"),
        row.getString("trace_id"),
        Sql.getTime(row, "started_at"),
        row.getObject("queueing", Integer.class),
        Sql.findJson(row, "faltered", AttemptFaltered.class),
        Sql.findJson(row, "ended", AttemptEnded.class));
  }

  /** Removes rows whose key is about to change: another fact says that the task is older. */
  void remove(Connection connection, Collection<TaskId> ids) throws SQLException {
    for (String table : new String[] {"records", "attempts"}) {
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM " + table + " WHERE task_id = ANY (?)")) {
        delete.setArray(1, uuids(connection, ids));
        delete.executeUpdate();
      }
    }
  }

  void save(Connection connection, Collection<TaskHistory> histories) throws SQLException {
    try (PreparedStatement record = connection.prepareStatement(SAVE_RECORD);
        PreparedStatement attempt = connection.prepareStatement(SAVE_ATTEMPT)) {
      for (TaskHistory history : histories) {
        TaskRecord view = TaskRecord.of(history);
        bind(record, history, view);
        record.addBatch();
        for (Attempt one : history.inOrder()) {
          bind(attempt, history, one);
          attempt.addBatch();
        }
      }
      record.executeBatch();
      attempt.executeBatch();
    }
  }

  private static void bind(PreparedStatement row, TaskHistory history, TaskRecord view)
      throws SQLException {
    Parameters to = new Parameters(row);
    to.time(view.plannedAt()).uuid(view.taskId().value()).text(view.eventId());
    to.name(view.trigger()).uuid(view.ruleId() == null ? null : view.ruleId().value());
    to.text(view.ruleName()).reference(view.source()).reference(view.target());
    to.text(view.region()).name(view.overwrite()).name(view.status()).name(view.outcome());
    to.text(view.digestBefore()).text(view.digestAfter());
    to.time(view.occurredAt()).time(view.queuedAt()).time(view.startedAt()).time(view.endedAt());
    to.json(view.phases()).json(view.transfer()).number(view.referrers());
    to.text(view.failure() == null ? null : view.failure().code().name()).json(view.failure());
    to.number(view.attemptCount()).time(view.retryAt());
    // The least of nothing and something is something, to SQL.
    boolean waits = view.retryAt() != null;
    to.millis(waits ? history.pause().map(Duration::toMillis).orElse(null) : null);
    to.uuid(view.replayOf() == null ? null : view.replayOf().value());
    to.text(view.worker()).text(view.traceId()).json(history.task()).json(history.ending());
    to.text(view.rebuiltFrom()).text(view.backupTag());
  }

  private static void bind(PreparedStatement row, TaskHistory history, Attempt attempt)
      throws SQLException {
    AttemptRecord view = AttemptRecord.of(history, attempt);
    Parameters to = new Parameters(row);
    to.time(history.plannedAt()).uuid(history.task().id().value()).uuid(attempt.id().value());
    to.text(attempt.worker()).text(attempt.traceId()).time(attempt.startedAt());
    to.number(attempt.queueing()).time(view.endedAt()).name(view.outcome());
    to.text(view.failure() == null ? null : view.failure().code().name()).json(attempt.ended());
    to.json(attempt.faltered());
  }

  static java.sql.Array uuids(Connection connection, Collection<TaskId> ids) throws SQLException {
    return connection.createArrayOf("uuid", ids.stream().map(TaskId::value).toArray());
  }

  /** Sets parameters one after the other. */
  private static final class Parameters {
    private final PreparedStatement statement;
    private int index;

    Parameters(PreparedStatement statement) {
      this.statement = statement;
    }

    Parameters text(@Nullable Object value) throws SQLException {
      statement.setString(++index, value == null ? null : value.toString());
      return this;
    }

    Parameters name(@Nullable Enum<?> value) throws SQLException {
      return text(Sql.name(value));
    }

    Parameters json(@Nullable Object value) throws SQLException {
      return text(Sql.json(value));
    }

    Parameters number(@Nullable Integer value) throws SQLException {
      statement.setObject(++index, value, Types.INTEGER);
      return this;
    }

    Parameters millis(@Nullable Long value) throws SQLException {
      statement.setObject(++index, value, Types.BIGINT);
      return this;
    }

    Parameters uuid(@Nullable UUID value) throws SQLException {
      statement.setObject(++index, value, Types.OTHER);
      return this;
    }

    Parameters time(@Nullable Instant value) throws SQLException {
      statement.setObject(++index, Sql.time(value), Types.TIMESTAMP_WITH_TIMEZONE);
      return this;
    }

    Parameters reference(io.waybill.schemas.names.Reference reference) throws SQLException {
      text(reference.text());
      text(reference.repository().registry());
      text(reference.repository().path());
      return text(
          reference instanceof io.waybill.schemas.names.TagReference tagged ? tagged.tag() : null);
    }
  }
}
