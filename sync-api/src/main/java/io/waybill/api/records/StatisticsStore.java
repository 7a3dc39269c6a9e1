package io.waybill.api.records;

import io.waybill.api.access.Condition;
import io.waybill.api.access.Limit;
import io.waybill.api.access.Scope;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.records.StatisticsReport.By;
import io.waybill.api.records.StatisticsReport.Bytes;
import io.waybill.api.records.StatisticsReport.Group;
import io.waybill.api.records.StatisticsReport.Numbers;
import io.waybill.api.records.StatisticsReport.Reason;
import io.waybill.api.records.StatisticsReport.Side;
import io.waybill.api.records.StatisticsReport.Tasks;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.RuleId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers questions about the table statistics. */
public final class StatisticsStore {
  private static final int TOP = 5;

  private static final String COUNTS =
      """
      SELECT PART AS part, (array_agg(rule_name ORDER BY hour DESC))[1] AS rule_name,
        sum(queued) AS queued, sum(running) AS running, sum(waiting) AS waiting,
        sum(succeeded) AS succeeded, sum(failed) AS failed, sum(cancelled) AS cancelled,
        sum(held) AS held,
        sum(bytes_read)::bigint AS bytes_read, sum(bytes_written)::bigint AS bytes_written,
        sum(bytes_skipped)::bigint AS bytes_skipped, sum(bytes_mounted)::bigint AS bytes_mounted
      FROM statistics WHERE hour >= ? AND hour < ? AND WITHIN GROUP BY part
      """;

  private static final String SLOTS =
      """
      SELECT PART AS part, slot, sum(tasks) AS tasks
      FROM statistics, unnest(slots, slot_tasks) AS each (slot, tasks)
      WHERE hour >= ? AND hour < ? AND WITHIN GROUP BY part, slot
      """;

  private static final String CODES =
      """
      SELECT PART AS part, code, sum(tasks) AS tasks
      FROM statistics, unnest(codes, code_tasks) AS each (code, tasks)
      WHERE hour >= ? AND hour < ? AND WITHIN GROUP BY part, code
      """;

  private final Database database;

  /** Over this database. */
  public StatisticsStore(Database database) {
    this.database = database;
  }

  /** Which rows are added up: those of these hours that the condition is true of. */
  private record Span(Instant first, Instant last, Condition within) {}

  /** One part, as it is being added up. */
  private static final class Sum {
    private @Nullable String ruleName;
    private long[] tasks = new long[7];
    private long[] bytes = new long[4];
    private final Slots slots = new Slots();
    private final Map<String, Long> codes = new TreeMap<>();

    void add(Sum other) {
      for (int i = 0; i < tasks.length; i++) {
        tasks[i] += other.tasks[i];
      }
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] += other.bytes[i];
      }
      slots.add(other.slots);
      other.codes.forEach((code, many) -> codes.merge(code, many, Long::sum));
    }

    Numbers numbers() {
      long over = tasks[3] + tasks[4];
      return new Numbers(
          new Tasks(tasks[0], tasks[1], tasks[2], tasks[3], tasks[4], tasks[5], tasks[6]),
          over == 0 ? null : (double) tasks[3] / over,
          slots.quantiles(),
          new Bytes(bytes[0], bytes[1], bytes[2], bytes[3]),
          codes.entrySet().stream()
              .sorted(
                  Map.Entry.<String, Long>comparingByValue()
                      .reversed()
                      .thenComparing(Map.Entry.comparingByKey()))
              .limit(TOP)
              .map(entry -> new Reason(entry.getKey(), entry.getValue()))
              .toList());
    }
  }

  /** What happened to all tasks that were planned in the hours that the time touches. */
  public StatisticsReport report(By by, Instant since, Instant until) {
    return report(by, since, until, Scope.EVERYTHING);
  }

  /**
   * What happened to the tasks that were planned in the hours that the time touches.
   *
   * @param scope of which tasks: those that it sees; it must be {@link Scope#isOfWholeRegistries of
   *     whole registries}, because repositories are not told apart here
   */
  public StatisticsReport report(By by, Instant since, Instant until, Scope scope) {
    if (!scope.isOfWholeRegistries()) {
      throw new IllegalArgumentException("Statistics know no repositories: " + scope);
    }
    Instant first = since.truncatedTo(ChronoUnit.HOURS);
    Instant whole = until.truncatedTo(ChronoUnit.HOURS);
    Instant last = whole.equals(until) ? whole : whole.plus(1, ChronoUnit.HOURS);
    Span span = new Span(first, last, Limit.toSee(scope).condition("source", "target"));
    return database.transaction(
        connection -> {
          List<Group> groups = new ArrayList<>();
          Sum total = new Sum();
          switch (by) {
            case RULE ->
                sums(connection, "coalesce(rule_id::text, '')", span)
                    .forEach(
                        (part, sum) -> {
                          total.add(sum);
                          groups.add(ofRule(part, sum));
                        });
            case REGION ->
                sums(connection, "region", span)
                    .forEach(
                        (part, sum) -> {
                          total.add(sum);
                          groups.add(
                              new Group(null, null, null, null, new Region(part), sum.numbers()));
                        });
            case REGISTRY -> {
              Map<String, Sum> sources = sums(connection, "source_registry", span);
              sources.values().forEach(total::add);
              sources.forEach((part, sum) -> groups.add(ofRegistry(part, Side.SOURCE, sum)));
              sums(connection, "target_registry", span)
                  .forEach((part, sum) -> groups.add(ofRegistry(part, Side.TARGET, sum)));
            }
          }
          groups.sort(
              Comparator.comparingLong((Group group) -> group.numbers().tasks().all()).reversed());
          return new StatisticsReport(first, last, by, total.numbers(), groups);
        });
  }

  private static Group ofRule(String id, Sum sum) {
    RuleId rule = id.isEmpty() ? null : new RuleId(UUID.fromString(id));
    return new Group(rule, rule == null ? null : sum.ruleName, null, null, null, sum.numbers());
  }

  private static Group ofRegistry(String name, Side side, Sum sum) {
    return new Group(null, null, Registry.of(name), side, null, sum.numbers());
  }

  /** By part, which is an expression of fixed text. */
  private static Map<String, Sum> sums(Connection connection, String part, Span span)
      throws SQLException {
    Map<String, Sum> sums = new LinkedHashMap<>();
    each(
        connection,
        COUNTS.replace("PART", part),
        span,
        row -> {
          Sum sum = sum(sums, row);
          sum.ruleName = row.getString("rule_name");
          sum.tasks =
              longs(
                  row, "queued", "running", "waiting", "succeeded", "failed", "cancelled", "held");
          sum.bytes = longs(row, "bytes_read", "bytes_written", "bytes_skipped", "bytes_mounted");
        });
    each(
        connection,
        SLOTS.replace("PART", part),
        span,
        row -> sum(sums, row).slots.add(row.getInt("slot"), row.getLong("tasks")));
    each(
        connection,
        CODES.replace("PART", part),
        span,
        row -> sum(sums, row).codes.put(row.getString("code"), row.getLong("tasks")));
    return sums;
  }

  private static Sum sum(Map<String, Sum> sums, ResultSet row) throws SQLException {
    return sums.computeIfAbsent(row.getString("part"), part -> new Sum());
  }

  private static long[] longs(ResultSet row, String... columns) throws SQLException {
    long[] values = new long[columns.length];
    for (int i = 0; i < columns.length; i++) {
      values[i] = row.getLong(columns[i]);
    }
    return values;
  }

  /** What is done with a row. */
  @FunctionalInterface
  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String sql, Span span, Reader reader)
      throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(sql.replace("WITHIN", span.within().sql()))) {
      select.setObject(1, Sql.time(span.first()));
      select.setObject(2, Sql.time(span.last()));
      Sql.bind(connection, select, 3, span.within().values());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          reader.read(row);
        }
      }
    }
  }
}
