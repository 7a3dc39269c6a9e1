package io.waybill.api.migrate;

import io.waybill.api.database.Sql;
import io.waybill.schemas.scans.MigrationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many tasks of a migration are open, by target registry: so that a registry that is down keeps
 * those of no other waiting. What is on its way counts as well: each step that is on the queue as
 * the tasks that may come of it, and each task that a scan's fact has told of and history has not.
 * What somebody replays does not count: it was over once.
 */
final class Openings {
  /** The clock of who plans may be this much behind. */
  private static final Duration SKEW = Duration.ofDays(1);

  private static final String SELECT =
      """
      SELECT registry, sum(open) AS open, sum(planned) AS planned, sum(recorded) AS recorded,
          sum(reserved) AS reserved, sum(unlucky) AS unlucky
      FROM (
        SELECT target_registry AS registry,
            count(*) FILTER (WHERE status IN ('queued', 'running', 'waiting')) AS open,
            0 AS planned, count(*) AS recorded, 0 AS reserved,
            count(*) FILTER (WHERE status IN ('failed', 'cancelled')) AS unlucky
        FROM records WHERE event_id = ? AND planned_at >= ? AND replay_of IS NULL
        GROUP BY target_registry
        UNION ALL
        SELECT p.target_registry, 0,
            coalesce(sum((coalesce(p.counts, s.counts)->>'planned')::bigint), 0), 0,
            coalesce(sum(p.weight) FILTER (WHERE p.state = 'planning'), 0), 0
        FROM migration_parts p LEFT JOIN scans s ON s.id = p.scan_id AND p.state = 'running'
        WHERE p.migration_id = ? GROUP BY p.target_registry
        UNION ALL
        SELECT p.target_registry, 0, 0, 0, sum(t.weight), 0
        FROM migration_parts p JOIN scan_steps t ON t.scan_id = p.scan_id
        WHERE p.migration_id = ? AND p.state = 'running' AND t.state IN ('unsent', 'queued')
        GROUP BY p.target_registry) counted
      GROUP BY registry
      """;

  /**
   * Of one registry.
   *
   * @param open tasks that history knows and that are not over
   * @param planned tasks that the scans have told of
   * @param recorded tasks that history knows
   * @param reserved tasks that may come of what is on its way
   * @param unlucky tasks that failed or were cancelled
   */
  private record Opening(long open, long planned, long recorded, long reserved, long unlucky) {
    long unrecorded() {
      return Math.max(0, planned - recorded);
    }
  }

  private final Map<String, Opening> byRegistry;

  private Openings(Map<String, Opening> byRegistry) {
    this.byRegistry = byRegistry;
  }

  /** What one look shows: all of it is of the same moment. */
  static Openings of(Connection connection, MigrationId id, Instant createdAt) throws SQLException {
    Map<String, Opening> found = new TreeMap<>();
    try (PreparedStatement select = connection.prepareStatement(SELECT)) {
      select.setString(1, id.eventId().value());
      select.setObject(2, Sql.time(createdAt.minus(SKEW)));
      select.setObject(3, id.value());
      select.setObject(4, id.value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.put(
              row.getString("registry"),
              new Opening(
                  row.getLong("open"),
                  row.getLong("planned"),
                  row.getLong("recorded"),
                  row.getLong("reserved"),
                  row.getLong("unlucky")));
        }
      }
    }
    return new Openings(found);
  }

  /**
   * How many more tasks may be let go for each registry; those for which none may are left out.
   *
   * @param most how many may be open at a time
   * @param historyIsWhole whether history still has all that was planned
   */
  Map<String, Long> room(long most, boolean historyIsWhole) {
    Map<String, Long> room = new TreeMap<>();
    byRegistry.forEach(
        (registry, opening) -> {
          long used =
              opening.open() + opening.reserved() + (historyIsWhole ? opening.unrecorded() : 0);
          if (used < most) {
            room.put(registry, most - used);
          }
        });
    return room;
  }

  /** Whether a task is known that is not over. */
  boolean hasOpen() {
    return byRegistry.values().stream().anyMatch(opening -> opening.open() > 0);
  }

  /** Whether history has still to hear of a task. */
  boolean hasUnrecorded() {
    return byRegistry.values().stream().anyMatch(opening -> opening.unrecorded() > 0);
  }

  /** Whether a task failed or was cancelled. */
  boolean hasUnlucky() {
    return byRegistry.values().stream().anyMatch(opening -> opening.unlucky() > 0);
  }
}
