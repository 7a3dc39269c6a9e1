package io.waybill.api.records;

import io.waybill.api.database.Sql;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the tables images and image_digests: what the facts say of targets, each column the first,
 * the last or the newest of it. {@link RuleTargets} keeps which rules have put them there.
 */
final class ImageStates {
  /** What stands for a digest where there is nothing. */
  static final String REMOVED = "";

  // SELECT, because pgjdbc would join a batch of VALUES into one statement, which may not meet the
  // same row twice.
  private static final String TASK =
      """
      INSERT INTO images (target, source, region, planned_at, task_id)
      SELECT ?::text, ?::text, ?::text, ?::timestamptz, ?::uuid
      ON CONFLICT (target, source) DO UPDATE SET region = excluded.region,
          planned_at = excluded.planned_at, task_id = excluded.task_id
      WHERE (images.planned_at, images.task_id) < (excluded.planned_at, excluded.task_id)
      """;

  private static final String NEWER =
      "excluded.put_at IS NOT NULL AND (i.put_at IS NULL"
          + " OR (excluded.put_at, excluded.put_task_id) > (i.put_at, i.put_task_id))";

  private static final String SEEN =
      """
      INSERT INTO image_digests AS i (target, digest, first_seen_at, last_seen_at, last_task_id,
          put_at, put_task_id, put_source, put_rule_id, put_rule_name)
      SELECT ?::text, ?::text, ?::timestamptz, ?::timestamptz, ?::uuid,
          ?::timestamptz, ?::uuid, ?::text, ?::uuid, ?::text
      ON CONFLICT (target, digest) DO UPDATE SET
          first_seen_at = least(i.first_seen_at, excluded.first_seen_at),
          last_seen_at = greatest(i.last_seen_at, excluded.last_seen_at),
          last_task_id = CASE WHEN (excluded.last_seen_at, excluded.last_task_id)
              > (i.last_seen_at, i.last_task_id) THEN excluded.last_task_id ELSE i.last_task_id END,
          put_at = CASE WHEN %1$s THEN excluded.put_at ELSE i.put_at END,
          put_task_id = CASE WHEN %1$s THEN excluded.put_task_id ELSE i.put_task_id END,
          put_source = CASE WHEN %1$s THEN excluded.put_source ELSE i.put_source END,
          put_rule_id = CASE WHEN %1$s THEN excluded.put_rule_id ELSE i.put_rule_id END,
          put_rule_name = CASE WHEN %1$s THEN excluded.put_rule_name ELSE i.put_rule_name END
      """
          .formatted(NEWER);

  /** That a task left or found this digest at its target. */
  private record Sight(SyncTask task, String digest, Instant at, boolean put) {}

  /**
   * Notes the tasks that changed, and what tries found.
   *
   * @param known the histories of all the tasks that facts are about
   */
  void note(
      Connection connection,
      Collection<TaskHistory> changed,
      Map<TaskId, TaskHistory> known,
      Collection<TaskFact> facts)
      throws SQLException {
    // In one order, so that two who note the same images never wait for each other in a circle.
    noteTasks(
        connection,
        changed.stream()
            .sorted(
                Comparator.comparing((TaskHistory history) -> history.task().target().text())
                    .thenComparing(history -> history.task().source().text()))
            .toList());
    List<Sight> sights = new ArrayList<>();
    for (TaskFact fact : facts) {
      TaskHistory history = known.get(fact.taskId());
      Sight sight = history == null ? null : sight(history.task(), fact);
      if (sight != null) {
        sights.add(sight);
      }
    }
    sights.sort(
        Comparator.comparing((Sight sight) -> sight.task().target().text())
            .thenComparing(Sight::digest));
    noteSights(connection, sights);
    RuleTargets.note(
        connection,
        sights.stream().filter(sight -> !sight.digest().equals(REMOVED)).map(Sight::task).toList());
  }

  private static @Nullable Sight sight(SyncTask task, TaskFact fact) {
    if (!(fact instanceof AttemptEnded end)) {
      return null;
    }
    Instant at = Times.stored(end.at());
    Digest after = end.digestAfter();
    return switch (end.outcome()) {
      case DELETED -> new Sight(task, REMOVED, at, true);
      case ALREADY_GONE -> new Sight(task, REMOVED, at, false);
      // Also of a deletion whose source was there again.
      case COPIED, ALREADY_PRESENT ->
          after == null
              ? null
              : new Sight(
                  task,
                  after.toString(),
                  at,
                  end.outcome() == AttemptOutcome.COPIED && !after.equals(end.digestBefore()));
      case PASSED_OVER, HANDED_OVER, RETRY_AT, FAILED, CANCELLED, LOST -> null;
    };
  }

  private static void noteTasks(Connection connection, List<TaskHistory> tasks)
      throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(TASK)) {
      for (TaskHistory history : tasks) {
        SyncTask task = history.task();
        upsert.setString(1, task.target().text());
        upsert.setString(2, task.source().text());
        upsert.setString(3, task.region().toString());
        upsert.setObject(4, Sql.time(history.plannedAt()));
        upsert.setObject(5, task.id().value());
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }

  private static void noteSights(Connection connection, List<Sight> sights) throws SQLException {
    try (PreparedStatement upsert = connection.prepareStatement(SEEN)) {
      for (Sight sight : sights) {
        SyncTask task = sight.task();
        boolean put = sight.put();
        UUID rule = task.ruleId() == null ? null : task.ruleId().value();
        upsert.setString(1, task.target().text());
        upsert.setString(2, sight.digest());
        upsert.setObject(3, Sql.time(sight.at()));
        upsert.setObject(4, Sql.time(sight.at()));
        upsert.setObject(5, task.id().value());
        upsert.setObject(6, put ? Sql.time(sight.at()) : null, Types.TIMESTAMP_WITH_TIMEZONE);
        upsert.setObject(7, put ? task.id().value() : null, Types.OTHER);
        upsert.setString(8, put ? task.source().text() : null);
        upsert.setObject(9, put ? rule : null, Types.OTHER);
        upsert.setString(10, put ? task.ruleName() : null);
        upsert.addBatch();
      }
      upsert.executeBatch();
    }
  }
}
