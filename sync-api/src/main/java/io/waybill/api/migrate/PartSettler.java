package io.waybill.api.migrate;

import io.waybill.api.database.Sql;
import io.waybill.api.scans.ScanStore;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ends parts of a migration: those whose scans are over, or all. */
final class PartSettler {
  private static final String SETTLE =
      """
      UPDATE migration_parts p SET ended_at = now(), counts = s.counts, failures = s.failures,
          state = CASE s.state WHEN 'done' THEN 'done' WHEN 'cancelled' THEN 'cancelled'
              ELSE 'failed' END
      FROM scans s
      WHERE p.migration_id = ? AND p.state = 'running' AND s.id = p.scan_id AND s.state <> 'running'
      """;

  /** Scans are forgotten when they are as old as history gets. */
  private static final String FORGOTTEN =
      """
      UPDATE migration_parts p SET ended_at = now(), state = 'failed'
      WHERE p.migration_id = ? AND p.state = 'running'
          AND NOT EXISTS (SELECT FROM scans s WHERE s.id = p.scan_id)
      """;

  private static final String STANDING =
      """
      SELECT coalesce(bool_or(state IN ('waiting', 'running', 'planning')), false) AS open,
          coalesce(bool_or(state IN ('failed', 'cancelled')), false) AS failed,
          max(ended_at) AS last_end
      FROM migration_parts WHERE migration_id = ?
      """;

  private PartSettler() {}

  /**
   * How the parts stand.
   *
   * @param hasOpen whether one is still to be looked over
   * @param hasFailed whether one failed or was cancelled
   * @param lastEnd when the last one was over
   */
  record Standing(boolean hasOpen, boolean hasFailed, @Nullable Instant lastEnd) {}

  /** Takes over what scans that are over have come to. */
  static void settle(Connection connection, MigrationId id) throws SQLException {
    update(connection, SETTLE, id);
    update(connection, FORGOTTEN, id);
  }

  /** Ends all parts that are not over, and their scans. */
  static void cancelAll(Connection connection, MigrationId id, String why) throws SQLException {
    List<ScanId> running = new ArrayList<>();
    String sql = "SELECT scan_id FROM migration_parts WHERE migration_id = ? AND state = 'running'";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          running.add(new ScanId(row.getObject("scan_id", UUID.class)));
        }
      }
    }
    for (ScanId scan : running) {
      ScanStore.cancel(connection, scan, why);
    }
    settle(connection, id);
    update(
        connection,
        "UPDATE migration_parts SET state = 'cancelled', ended_at = now()"
            + " WHERE migration_id = ? AND state IN ('waiting', 'planning')",
        id);
  }

  /** How they stand now. */
  static Standing standing(Connection connection, MigrationId id) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(STANDING)) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new Standing(
            row.getBoolean("open"), row.getBoolean("failed"), Sql.findTime(row, "last_end"));
      }
    }
  }

  private static void update(Connection connection, String sql, MigrationId id)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, id.value());
      update.executeUpdate();
    }
  }
}
