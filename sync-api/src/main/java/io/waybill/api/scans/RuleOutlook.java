package io.waybill.api.scans;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.tasks.Trigger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When a rule's images are looked over.
 *
 * @param nextRun when its schedule strikes next; null where it has none, or is disabled
 * @param lastScan the newest scan of it, dry runs aside; null where there was none
 */
public record RuleOutlook(@Nullable Instant nextRun, @Nullable LastScan lastScan) {
  private static final String LAST =
      """
      SELECT id, trigger, state, created_at, ended_at FROM scans
      WHERE rule_id = ? AND NOT dry_run ORDER BY created_at DESC, id DESC LIMIT 1
      """;

  /**
   * A scan in short.
   *
   * @param id which
   * @param trigger what made it
   * @param state where it stands
   * @param createdAt when it was asked for
   * @param endedAt when it was over
   */
  public record LastScan(
      ScanId id, Trigger trigger, ScanState state, Instant createdAt, @Nullable Instant endedAt) {}

  /** That of the rule, by what the database knows. */
  public static RuleOutlook of(Rule rule, Database database, Clock clock) {
    return database.transaction(
        connection -> new RuleOutlook(nextRun(connection, rule, clock), last(connection, rule)));
  }

  /** A rule that was changed a moment ago is looked at by the schedules' keeper a moment later. */
  private static @Nullable Instant nextRun(Connection connection, Rule rule, Clock clock)
      throws SQLException {
    if (rule.spec().schedule() == null || !rule.spec().enabled()) {
      return null;
    }
    String sql = "SELECT next_run FROM rule_schedules WHERE rule_id = ? AND revision = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, rule.id().value());
      select.setLong(2, rule.revision());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Sql.findTime(row, "next_run")
            : ScheduleKeeper.nextRun(rule.spec().schedule(), clock.instant());
      }
    }
  }

  private static @Nullable LastScan last(Connection connection, Rule rule) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LAST)) {
      select.setObject(1, rule.id().value());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new LastScan(
                new ScanId(row.getObject("id", UUID.class)),
                Sql.parse(Trigger.class, row.getString("trigger")),
                Sql.parse(ScanState.class, row.getString("state")),
                Sql.getTime(row, "created_at"),
                Sql.findTime(row, "ended_at"))
            : null;
      }
    }
  }
}
