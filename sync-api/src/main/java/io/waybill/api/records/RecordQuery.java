package io.waybill.api.records;

import io.waybill.api.database.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A filter as SQL: fixed texts joined by AND, values only as parameters. */
final class RecordQuery {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private final int limit;

  private RecordQuery(int limit) {
    this.limit = limit;
  }

  static RecordQuery of(RecordFilter filter, Optional<RecordPage.Position> after, int limit) {
    RecordQuery query = new RecordQuery(limit);
    if (!filter.statuses().isEmpty()) {
      query.add("status = ANY (?)", (Object) filter.statuses().stream().map(Sql::name).toArray());
    }
    query.addIf("rule_id = ?", filter.ruleId() == null ? null : filter.ruleId().value());
    query.addIf("rule_name = ?", filter.ruleName());
    query.addSide("registry", filter.registry());
    query.addSide("repository", filter.repository());
    query.addSide("tag", filter.tag());
    query.addIf("failure_code = ?", filter.code() == null ? null : filter.code().name());
    query.addIf("trigger = ?", Sql.name(filter.trigger()));
    query.addIf("event_id = ?", filter.event() == null ? null : filter.event().value());
    query.addIf("planned_at >= ?", Sql.time(filter.since()));
    query.addIf("planned_at < ?", Sql.time(filter.until()));
    after.ifPresent(
        position ->
            query.add(
                "(planned_at, task_id) < (?, ?)",
                position.plannedAt().atOffset(java.time.ZoneOffset.UTC),
                position.taskId().value()));
    return query;
  }

  private void addSide(String column, @Nullable Object value) {
    if (value != null) {
      String text = value.toString();
      add("(source_" + column + " = ? OR target_" + column + " = ?)", text, text);
    }
  }

  private void addIf(String condition, @Nullable Object value) {
    if (value != null) {
      add(condition, value);
    }
  }

  private void add(String condition, Object... parameters) {
    conditions.add(condition);
    values.addAll(List.of(parameters));
  }

  String sql() {
    return "SELECT * FROM records"
        + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
        + " ORDER BY planned_at DESC, task_id DESC LIMIT "
        + limit;
  }

  void bind(Connection connection, PreparedStatement statement) throws SQLException {
    int index = 0;
    for (Object value : values) {
      index++;
      if (value instanceof Object[] several) {
        statement.setArray(index, connection.createArrayOf("text", several));
      } else {
        statement.setObject(index, value);
      }
    }
  }
}
