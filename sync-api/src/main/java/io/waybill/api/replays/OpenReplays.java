package io.waybill.api.replays;

import io.waybill.api.database.Sql;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Sees to it that no task is done again twice at a time. What a selection has left out already is
 * looked at once more before a new task is put on its queue, because two replays may have selected
 * the same task before either of them has made anything of it.
 */
final class OpenReplays {
  /** Any number that nothing else in this database uses for advisory locks. */
  private static final int LOCK = 0x7761_7972;

  /**
   * Whether a record of the table {@code meant} is not done once more: a replay of it is under way,
   * or, where it has not succeeded itself, has succeeded.
   */
  static final String REPLAYED =
      """
      EXISTS (
        SELECT 1 FROM records again
        WHERE again.replay_of = meant.task_id AND again.planned_at >= meant.planned_at
          AND again.status NOT IN ('failed', 'cancelled')
          AND (again.status <> 'succeeded' OR meant.status IN ('failed', 'cancelled')))
      """;

  // A task that has its new one's id already was taken before, by a process that died since. Who
  // names a task that has been replayed wants it once more; but not twice, for a single wish, and
  // what another replay has begun since the wish was said fulfils it.
  private static final String TAKE =
      """
      WITH wanted AS (
        SELECT item.item, want.made,
            item.made IS NULL AND (EXISTS (
              SELECT 1 FROM replay_items other
              WHERE other.original = item.original AND other.replay_id <> item.replay_id
                AND other.state = 'pending' AND other.made IS NOT NULL)
            OR EXISTS (
              SELECT 1 FROM records again
              WHERE again.replay_of = item.original AND again.planned_at >= item.original_at
                AND again.task_id <> want.made
                AND (again.status NOT IN ('succeeded', 'failed', 'cancelled')
                  OR again.planned_at >= asked.asked_at
                  OR (asked.filter IS NOT NULL AND again.status = 'succeeded'
                    AND meant.status IN ('failed', 'cancelled'))))) AS done
        FROM unnest(?::uuid[], ?::uuid[]) AS want (item, made)
        JOIN replay_items item ON item.replay_id = ? AND item.item = want.item
        JOIN replays asked ON asked.id = item.replay_id
        LEFT JOIN records meant
          ON meant.planned_at = item.original_at AND meant.task_id = item.original)
      UPDATE replay_items item
      SET state = CASE WHEN wanted.done THEN 'already-replayed' ELSE 'pending' END,
          made = CASE WHEN NOT wanted.done THEN wanted.made END
      FROM wanted
      WHERE item.replay_id = ? AND item.item = wanted.item AND item.state = 'pending'
      RETURNING item.item, wanted.done
      """;

  private OpenReplays() {}

  /**
   * Takes tasks that are to be done again: from the end of the transaction on no other replay does
   * the same, until the new tasks are over. The others are settled.
   *
   * @param wanted the new task of each item
   * @return those that this replay is to put on their queues
   */
  static Map<UUID, SyncTask> take(Connection connection, ReplayId id, Map<UUID, SyncTask> wanted)
      throws SQLException {
    lock(connection);
    Sql.planForValues(connection);
    Map<UUID, SyncTask> taken = new LinkedHashMap<>(wanted);
    try (PreparedStatement take = connection.prepareStatement(TAKE)) {
      take.setArray(1, connection.createArrayOf("uuid", wanted.keySet().toArray()));
      take.setArray(
          2,
          connection.createArrayOf(
              "uuid", wanted.values().stream().map(task -> task.id().value()).toArray()));
      take.setObject(3, id.value());
      take.setObject(4, id.value());
      try (ResultSet row = take.executeQuery()) {
        while (row.next()) {
          if (row.getBoolean("done")) {
            taken.remove(row.getObject("item", UUID.class));
          }
        }
      }
    }
    return taken;
  }

  /** One at a time takes: whoever is next sees what was taken before. */
  private static void lock(Connection connection) throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(?, 0)")) {
      lock.setInt(1, LOCK);
      lock.execute();
    }
  }
}
