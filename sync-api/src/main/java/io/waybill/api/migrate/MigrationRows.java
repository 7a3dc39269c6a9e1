package io.waybill.api.migrate;

import io.waybill.api.database.Sql;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanCounts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of migrations as what the API shows. */
final class MigrationRows {
  /** The clock of who plans may be this much behind. */
  private static final Duration SKEW = Duration.ofDays(1);

  private static final Set<String> OVER = Set.of("succeeded", "failed", "cancelled");

  private static final String COUNTS =
      """
      SELECT %s,
          bool_or(p.state = 'waiting') AS waiting,
          EXISTS (SELECT FROM migration_parts q JOIN scan_steps t ON t.scan_id = q.scan_id
              WHERE q.migration_id = ? AND q.state = 'running' AND t.state <> 'done'
                AND t.kind <> 'compare') AS looking
      FROM migration_parts p LEFT JOIN scans s ON s.id = p.scan_id AND p.state = 'running',
          LATERAL (SELECT coalesce(p.counts, s.counts) AS c) counted
      WHERE p.migration_id = ?
      """
          .formatted(
              String.join(
                  ", ",
                  List.of(
                          "repositories",
                          "tags",
                          "matching",
                          "equal",
                          "absent",
                          "different",
                          "refused",
                          "planned",
                          "failed",
                          "bytes",
                          "unmeasured")
                      .stream()
                      .map(key -> "coalesce(sum((c->>'%s')::bigint), 0) AS %s".formatted(key, key))
                      .toList()));

  private static final String TASKS =
      """
      SELECT status, count(*) AS tasks, sum((transfer->>'bytesWritten')::bigint) AS bytes
      FROM records WHERE event_id = ? AND planned_at >= ? AND replay_of IS NULL GROUP BY status
      """;

  private MigrationRows() {}

  static Optional<Migration> find(Connection connection, MigrationId id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM migrations WHERE id = ?")) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(read(connection, row)) : Optional.empty();
      }
    }
  }

  static Optional<MigrationId> findByName(Connection connection, String name) throws SQLException {
    String sql = "SELECT id FROM migrations WHERE name = ? ORDER BY created_at DESC LIMIT 1";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, name);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(new MigrationId(row.getObject("id", UUID.class)))
            : Optional.empty();
      }
    }
  }

  static List<Migration> list(
      Connection connection, Optional<MigrationStore.Position> after, int limit)
      throws SQLException {
    String sql =
        "SELECT * FROM migrations"
            + (after.isPresent() ? " WHERE (created_at, id) < (?, ?)" : "")
            + " ORDER BY created_at DESC, id DESC LIMIT ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int index = 1;
      if (after.isPresent()) {
        select.setObject(index++, Sql.time(after.get().createdAt()));
        select.setObject(index++, after.get().id().value());
      }
      select.setInt(index, limit);
      List<Migration> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(read(connection, row));
        }
      }
      return found;
    }
  }

  private static Migration read(Connection connection, ResultSet row) throws SQLException {
    MigrationId id = new MigrationId(row.getObject("id", UUID.class));
    return new Migration(
        id,
        row.getString("name"),
        Sql.parse(MigrationState.class, row.getString("state")),
        row.getString("requested_by"),
        row.getString("cancelled_by"),
        Sql.getTime(row, "created_at"),
        Sql.findTime(row, "ended_at"),
        parts(connection, id),
        null,
        null,
        null,
        null,
        "/api/v1/records?event=" + id.eventId());
  }

  private static Map<String, Long> parts(Connection connection, MigrationId id)
      throws SQLException {
    Map<String, Long> parts = new TreeMap<>();
    String sql =
        "SELECT state, count(*) FROM migration_parts WHERE migration_id = ? GROUP BY state";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          parts.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return parts;
  }

  /** The migration with what its parts have come to. */
  static Migration withTotals(Connection connection, Migration migration) throws SQLException {
    Map<String, Long> tasks = new TreeMap<>();
    long bytes = 0;
    try (PreparedStatement select = connection.prepareStatement(TASKS)) {
      select.setString(1, migration.id().eventId().value());
      select.setObject(2, Sql.time(migration.createdAt().minus(SKEW)));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          tasks.put(row.getString("status"), row.getLong("tasks"));
          bytes += row.getLong("bytes");
        }
      }
    }
    try (PreparedStatement select = connection.prepareStatement(COUNTS)) {
      select.setObject(1, migration.id().value());
      select.setObject(2, migration.id().value());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        ScanCounts seen = counts(row);
        boolean known = !row.getBoolean("waiting") && !row.getBoolean("looking");
        Integer percent =
            migration.endedAt() != null && migration.state() != MigrationState.CANCELLED
                ? Integer.valueOf(100)
                : percent(known, seen, tasks);
        return migration.with(seen, tasks, bytes, percent);
      }
    }
  }

  /** How much is over; null where it is not known yet how much there is. */
  static @Nullable Integer percent(boolean known, ScanCounts seen, Map<String, Long> tasks) {
    if (!known || seen.matching() == 0) {
      return null;
    }
    long over = seen.equal() + seen.refused() + seen.failed();
    for (Map.Entry<String, Long> status : tasks.entrySet()) {
      over += OVER.contains(status.getKey()) ? status.getValue() : 0;
    }
    return Integer.valueOf((int) Math.min(100, 100 * over / seen.matching()));
  }

  private static ScanCounts counts(ResultSet row) throws SQLException {
    return new ScanCounts(
        row.getLong("repositories"),
        row.getLong("tags"),
        row.getLong("matching"),
        row.getLong("equal"),
        row.getLong("absent"),
        row.getLong("different"),
        row.getLong("refused"),
        row.getLong("planned"),
        row.getLong("failed"),
        row.getLong("bytes"),
        row.getLong("unmeasured"));
  }
}
