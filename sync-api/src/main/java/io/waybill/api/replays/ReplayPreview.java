package io.waybill.api.replays;

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

/** Tells what a replay would do, without doing anything. */
public final class ReplayPreview {
  private static final int SAMPLE = 5;

  /**
   * What a replay would do.
   *
   * @param dryRun always true: nothing was done
   * @param filter what it selects, as it was said and with its defaults
   * @param matched tasks that the filter describes
   * @param collapsed of these, left out because a newer one has the same rule and target
   * @param alreadyReplayed of these, left out because a replay of them is under way or succeeded
   * @param refused of these, tasks that cannot be done any more
   * @param selected tasks that would be done again
   * @param byCode how many of them failed why
   * @param byRule how many of them are which rule's
   * @param sample the newest of the tasks that the filter describes
   */
  public record Preview(
      boolean dryRun,
      Map<String, List<String>> filter,
      long matched,
      long collapsed,
      long alreadyReplayed,
      long refused,
      long selected,
      List<ByCode> byCode,
      List<ByRule> byRule,
      List<TaskRecord> sample) {}

  /** How many tasks would be done again that failed with this code; null = that did not fail. */
  public record ByCode(@Nullable String code, long count) {}

  /** How many tasks of this rule would be done again; null = of none. */
  public record ByRule(@Nullable String rule, long count) {}

  private final Database database;
  private final RecordStore records;
  private final Reach reach;

  /** Over this database. */
  public ReplayPreview(Database database, Reach reach) {
    this.database = database;
    this.records = new RecordStore(database);
    this.reach = reach;
  }

  /**
   * What a replay by this filter would do now.
   *
   * @param said the same filter, as it is shown
   */
  public Preview of(RecordFilter filter, Map<String, List<String>> said) {
    List<TaskRecord> sample = records.list(filter, Optional.empty(), SAMPLE).items();
    return database.transaction(connection -> count(connection, filter, said, sample));
  }

  private Preview count(
      Connection connection,
      RecordFilter filter,
      Map<String, List<String>> said,
      List<TaskRecord> sample)
      throws SQLException {
    RecordQuery query = RecordQuery.of(connection, filter, Optional.empty(), Integer.MAX_VALUE);
    String sql =
        """
        WITH meant AS (%s),
        newest AS (
          SELECT DISTINCT ON (coalesce(rule_id::text, '-'), target) * FROM meant
          ORDER BY coalesce(rule_id::text, '-'), target, planned_at DESC, task_id DESC),
        judged AS (
          SELECT meant.failure_code, meant.rule_id, meant.rule_name, %s AS replayed,
              NOT (region = ANY (?) AND source_registry = ANY (?) AND target_registry = ANY (?))
                  AS refused
          FROM newest meant)
        SELECT grouping(failure_code) AS other_code, grouping(rule_name) AS other_rule,
            failure_code, rule_name, count(*) AS newest, (SELECT count(*) FROM meant) AS matched,
            count(*) FILTER (WHERE replayed) AS replayed,
            count(*) FILTER (WHERE refused AND NOT replayed) AS refused
        FROM judged
        GROUP BY GROUPING SETS ((), (failure_code), (rule_id, rule_name))
        ORDER BY newest DESC, failure_code, rule_name
        """
            .formatted(query.sql(ReplayWork.COLUMNS), OpenReplays.REPLAYED);
    List<ByCode> byCode = new ArrayList<>();
    List<ByRule> byRule = new ArrayList<>();
    Preview preview = new Preview(true, said, 0, 0, 0, 0, 0, byCode, byRule, sample);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int parameters = query.bind(connection, select);
      select.setArray(parameters + 1, names(connection, reach.regions()));
      select.setArray(parameters + 2, names(connection, reach.registries()));
      select.setArray(parameters + 3, names(connection, reach.registries()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          long left = row.getLong("newest") - row.getLong("replayed") - row.getLong("refused");
          boolean allCodes = row.getInt("other_code") == 1;
          boolean allRules = row.getInt("other_rule") == 1;
          if (allCodes && allRules) {
            preview =
                new Preview(
                    true,
                    said,
                    row.getLong("matched"),
                    row.getLong("matched") - row.getLong("newest"),
                    row.getLong("replayed"),
                    row.getLong("refused"),
                    left,
                    byCode,
                    byRule,
                    sample);
          } else if (left > 0 && allRules) {
            byCode.add(new ByCode(row.getString("failure_code"), left));
          } else if (left > 0) {
            byRule.add(new ByRule(row.getString("rule_name"), left));
          }
        }
      }
    }
    return preview;
  }

  private static java.sql.Array names(Connection connection, java.util.Collection<?> names)
      throws SQLException {
    return connection.createArrayOf("text", names.stream().map(Object::toString).toArray());
  }
}
