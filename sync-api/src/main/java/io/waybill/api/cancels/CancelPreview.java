package io.waybill.api.cancels;

import io.waybill.api.database.Database;
import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordQuery;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.TaskRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells what a cancel would do, without doing anything. */
public final class CancelPreview {
  private static final int SAMPLE = 5;

  /**
   * What a cancel would do.
   *
   * @param dryRun always true: nothing was done
   * @param filter what it selects, as it was said and with its defaults
   * @param matched tasks that would be cancelled
   * @param byStatus how many of them stand where
   * @param byRule how many of them are which rule's
   * @param sample the newest of them
   */
  public record Preview(
      boolean dryRun,
      Map<String, List<String>> filter,
      long matched,
      List<ByStatus> byStatus,
      List<ByRule> byRule,
      List<TaskRecord> sample) {}

  /** How many stand there. */
  public record ByStatus(String status, long count) {}

  /** How many tasks of this rule; null = of none. */
  public record ByRule(@Nullable String rule, long count) {}

  private final Database database;
  private final RecordStore records;

  /** Over this database. */
  public CancelPreview(Database database) {
    this.database = database;
    this.records = new RecordStore(database);
  }

  /**
   * What a cancel by this filter would do now.
   *
   * @param said the same filter, as it is shown
   */
  public Preview of(RecordFilter filter, Map<String, List<String>> said) {
    List<TaskRecord> sample = records.list(filter, Optional.empty(), SAMPLE).items();
    return database.transaction(connection -> count(connection, filter, said, sample));
  }

  private static Preview count(
      Connection connection,
      RecordFilter filter,
      Map<String, List<String>> said,
      List<TaskRecord> sample)
      throws SQLException {
    RecordQuery query = RecordQuery.of(connection, filter, Optional.empty(), Integer.MAX_VALUE);
    String sql =
        """
        SELECT grouping(status) AS any_status, status, rule_name, count(*) AS count
        FROM (%s) meant GROUP BY GROUPING SETS ((status), (rule_id, rule_name))
        ORDER BY count DESC, status, rule_name
        """
            .formatted(query.sql("r.status, r.rule_id, r.rule_name"));
    long matched = 0;
    List<ByStatus> byStatus = new ArrayList<>();
    List<ByRule> byRule = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      query.bind(connection, select);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          long count = row.getLong("count");
          if (row.getInt("any_status") == 0) {
            byStatus.add(new ByStatus(String.valueOf(row.getString("status")), count));
            matched += count;
          } else {
            byRule.add(new ByRule(row.getString("rule_name"), count));
          }
        }
      }
    }
    return new Preview(true, said, matched, byStatus, byRule, sample);
  }
}
