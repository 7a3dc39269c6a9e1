package io.waybill.api.records;

import io.waybill.api.database.Sql;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Objects;

/**
 * Keeps the table deletes in step with history: a held deletion waits there, one that was queued or
 * tried is counted there, one that ended before either is not there any more. A fact that comes
 * twice changes nothing.
 */
final class DeleteLedger {
  private static final String WAITS =
      """
      INSERT INTO deletes (task_id, rule_id, target, target_registry, target_repository,
          whole_repository, task)
      VALUES (?,?,?,?,?,?,?::jsonb)
      ON CONFLICT (task_id) DO NOTHING
      """;

  private static final String IS_OVER =
      "DELETE FROM deletes WHERE task_id = ? AND state <> 'released'";

  private static final String WAS_RELEASED =
      "UPDATE deletes SET state = 'released', released_at = now(), claimed_until = NULL"
          + " WHERE task_id = ? AND state <> 'released'";

  void note(Connection connection, Collection<TaskHistory> changed) throws SQLException {
    for (TaskHistory history : changed) {
      if (history.task().removesTarget() && history.task().ruleId() != null) {
        note(connection, history);
      }
    }
  }

  private static void note(Connection connection, TaskHistory history) throws SQLException {
    SyncTask task = history.task();
    if (history.status() == TaskStatus.HELD) {
      hold(connection, task);
      return;
    }
    boolean neverQueued = task.waitsForRelease() && history.attempts().isEmpty();
    try (PreparedStatement change =
        connection.prepareStatement(neverQueued ? IS_OVER : WAS_RELEASED)) {
      change.setObject(1, task.id().value());
      change.executeUpdate();
    }
  }

  private static void hold(Connection connection, SyncTask task) throws SQLException {
    Repository target = task.target().repository();
    Deletion deletion = task.deletion();
    try (PreparedStatement insert = connection.prepareStatement(WAITS)) {
      insert.setObject(1, task.id().value());
      insert.setObject(2, Objects.requireNonNull(task.ruleId()).value());
      insert.setString(3, task.target().text());
      insert.setString(4, target.registry().name());
      insert.setString(5, target.path());
      insert.setBoolean(6, deletion != null && deletion.concernsWholeRepository());
      insert.setString(7, Sql.json(task));
      insert.executeUpdate();
    }
  }
}
