package io.waybill.api.letters;

import io.waybill.api.database.Sql;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A filter of dead letters as SQL: fixed texts joined by AND, values only as parameters. */
final class LetterQuery {
  private final List<String> conditions = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  static LetterQuery of(LetterFilter filter) {
    LetterQuery query = new LetterQuery();
    query.addIf("topic = ?", filter.topic());
    query.addIf("webhook = ?", filter.webhook());
    query.addIf("set_aside_at >= ?", Sql.time(filter.since()));
    query.addIf("set_aside_at < ?", Sql.time(filter.until()));
    query.addIf("(replays > 0) = ?", filter.replayed());
    query.addIf("(settled_at IS NOT NULL) = ?", filter.settled());
    return query;
  }

  private void addIf(String condition, @Nullable Object value) {
    if (value != null) {
      add(condition, value);
    }
  }

  void add(String condition, @Nullable Object... parameters) {
    conditions.add(condition);
    for (Object parameter : parameters) {
      if (parameter != null) {
        values.add(parameter);
      }
    }
  }

  String where() {
    return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
  }

  void bind(PreparedStatement statement) throws SQLException {
    bind(statement, 0);
  }

  /** Sets its parameters behind so many others. */
  void bind(PreparedStatement statement, int before) throws SQLException {
    int index = before;
    for (Object value : values) {
      statement.setObject(++index, value);
    }
  }
}
