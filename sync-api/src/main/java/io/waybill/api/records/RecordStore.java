package io.waybill.api.records;

import io.waybill.api.access.Condition;
import io.waybill.api.access.Limit;
import io.waybill.api.access.Scope;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Answers questions about history. */
public final class RecordStore {
  private static final int MOST_REPLAYS = 100;

  private final Database database;

  /** Over this database. */
  public RecordStore(Database database) {
    this.database = database;
  }

  /** One record with its tries. */
  public Optional<TaskRecord> find(TaskId id) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT * FROM records WHERE task_id = ?")) {
            select.setObject(1, id.value());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(
                      explained(connection, RecordRows.read(row))
                          .with(attempts(connection, id), replays(connection, id)))
                  : Optional.empty();
            }
          }
        });
  }

  /** The records of these tasks, as far as there are any, without their tries. */
  public Map<TaskId, TaskRecord> find(Collection<TaskId> ids) {
    return database.transaction(
        connection -> {
          Map<TaskId, TaskRecord> found = new HashMap<>();
          try (PreparedStatement select =
              connection.prepareStatement("SELECT * FROM records WHERE task_id = ANY (?)")) {
            select.setArray(
                1, connection.createArrayOf("uuid", ids.stream().map(TaskId::value).toArray()));
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                TaskRecord record = RecordRows.read(row);
                found.put(record.taskId(), record);
              }
            }
          }
          return found;
        });
  }

  /**
   * The tasks on record whose ids begin so, of those that the scope sees, in the order of their
   * ids.
   *
   * @param most how many are wanted at most
   */
  public List<TaskId> beginningWith(TaskPrefix prefix, Scope scope, int most) {
    Condition seen = Limit.toSee(scope).condition("source", "target");
    String sql =
        "SELECT task_id FROM records WHERE task_id BETWEEN ? AND ? AND "
            + seen.sql()
            + " ORDER BY task_id LIMIT "
            + most;
    List<Object> values = new ArrayList<>(List.of(prefix.first(), prefix.last()));
    values.addAll(seen.values());
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            Sql.bind(connection, select, 1, values);
            return taskIds(select);
          }
        });
  }

  /** The task of a record, as it was queued last. */
  public Optional<SyncTask> findTask(TaskId id) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT task FROM records WHERE task_id = ?")) {
            select.setObject(1, id.value());
            try (ResultSet row = select.executeQuery()) {
              return row.next()
                  ? Optional.of(Sql.getJson(row, "task", SyncTask.class))
                  : Optional.empty();
            }
          }
        });
  }

  /**
   * The records that the filter describes, newest first, from a place on. Where several conditions
   * must hold together and history is long, a page may end before it is full: {@link RecordSearch}.
   */
  public RecordPage list(RecordFilter filter, Optional<RecordPage.Position> after, int limit) {
    return database.transaction(
        connection -> {
          RecordPage page = new RecordSearch(connection, filter, limit).page(after);
          return new RecordPage(QueueReasons.explain(connection, page.items()), page.next());
        });
  }

  private static TaskRecord explained(Connection connection, TaskRecord record)
      throws SQLException {
    return QueueReasons.explain(connection, List.of(record)).getFirst();
  }

  private static List<TaskId> replays(Connection connection, TaskId id) throws SQLException {
    String sql =
        "SELECT task_id FROM records WHERE replay_of = ? ORDER BY planned_at, task_id LIMIT "
            + MOST_REPLAYS;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id.value());
      return taskIds(select);
    }
  }

  private static List<TaskId> taskIds(PreparedStatement select) throws SQLException {
    List<TaskId> ids = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        ids.add(new TaskId(row.getObject(1, UUID.class)));
      }
    }
    return ids;
  }

  private static List<AttemptRecord> attempts(Connection connection, TaskId id)
      throws SQLException {
    String sql = "SELECT * FROM attempts WHERE task_id = ? ORDER BY started_at, attempt_id";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id.value());
      List<AttemptRecord> attempts = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Attempt attempt = HistoryStore.readAttempt(row);
          attempts.add(
              AttemptRecord.of(
                  attempt,
                  Sql.findTime(row, "ended_at"),
                  Sql.find(row, "outcome", name -> Sql.parse(AttemptOutcome.class, name)),
                  attempt.ended()));
        }
      }
      return attempts;
    }
  }
}
