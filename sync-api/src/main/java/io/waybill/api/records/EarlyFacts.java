package io.waybill.api.records;

import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Facts that came before their task was known, in the table early_facts. They are rare: the fact
 * that an attempt started carries the task, and comes before that it ended, in the same partition.
 */
final class EarlyFacts {

  void keep(Connection connection, Collection<TaskFact> facts) throws SQLException {
    String sql =
        "INSERT INTO early_facts (task_id, message_id, type, fact) VALUES (?,?,?,?::jsonb)"
            + " ON CONFLICT DO NOTHING";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (TaskFact fact : facts) {
        Message message = Messages.of(fact);
        insert.setObject(1, fact.taskId().value());
        // A second ending of the same task has the same id and may say something else.
        insert.setString(2, message.headers().get(CloudEvents.ID) + "@" + fact.at());
        insert.setString(3, message.headers().get(CloudEvents.TYPE));
        insert.setString(4, io.waybill.api.database.Sql.json(fact));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Removes and returns what waits for these tasks. */
  Map<TaskId, List<TaskFact>> take(Connection connection, Collection<TaskId> ids)
      throws SQLException {
    Map<TaskId, List<TaskFact>> taken = new LinkedHashMap<>();
    if (ids.isEmpty()) {
      return taken;
    }
    String sql = "DELETE FROM early_facts WHERE task_id = ANY (?) RETURNING task_id, type, fact";
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setArray(1, HistoryStore.uuids(connection, ids));
      try (ResultSet row = delete.executeQuery()) {
        while (row.next()) {
          TaskId id = new TaskId(row.getObject("task_id", UUID.class));
          taken.computeIfAbsent(id, none -> new ArrayList<>()).add(read(row));
        }
      }
    }
    return taken;
  }

  private static TaskFact read(ResultSet row) throws SQLException {
    Map<String, String> headers =
        Map.of(CloudEvents.TYPE, Objects.requireNonNull(row.getString("type")));
    try {
      return Messages.readFact(headers, row.getString("fact").getBytes(StandardCharsets.UTF_8));
    } catch (UnreadableMessageException newer) {
      throw new SQLException("An early fact cannot be read: " + newer.getMessage(), newer);
    }
  }
}
