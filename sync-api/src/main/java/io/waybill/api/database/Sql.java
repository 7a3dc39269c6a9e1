package io.waybill.api.database;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.waybill.schemas.wire.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How Java's values stand in PostgreSQL's columns, and back. */
public final class Sql {
  /**
   * PostgreSQL's jsonb cannot hold U+0000, which a registry's words may; an escaped backslash may.
   */
  private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

  private static final TypeReference<Map<String, List<String>>> TEXTS = new TypeReference<>() {};

  private Sql() {}

  /**
   * Has PostgreSQL plan the transaction's statements for their values, each time: what is best for
   * a rare value is far from it for a frequent one. Without this, pgjdbc prepares a statement on
   * the server from the fifth time on, and PostgreSQL may then plan it for no value in particular.
   * Nor is it to compile the plan, which takes longer than running it.
   */
  public static void planForValues(Connection connection) throws SQLException {
    try (Statement set = connection.createStatement()) {
      set.execute("SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off");
    }
  }

  /**
   * Sets parameters from this one on: texts, arrays of texts, and what the driver knows by itself.
   *
   * @return the parameter after the last
   */
  public static int bind(
      Connection connection,
      PreparedStatement statement,
      int first,
      List<? extends @Nullable Object> values)
      throws SQLException {
    int index = first;
    for (Object value : values) {
      if (value instanceof Object[] several) {
        statement.setArray(index, connection.createArrayOf("text", several));
      } else if (value == null) {
        statement.setNull(index, Types.OTHER);
      } else {
        statement.setObject(index, value);
      }
      index++;
    }
    return index;
  }

  /** For a column of type timestamptz. */
  public static @Nullable OffsetDateTime time(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /** From a column of type timestamptz that may be null. */
  public static @Nullable Instant findTime(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  /** From a column of type timestamptz. */
  public static Instant getTime(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** For a parameter written {@code ?::jsonb}. */
  public static @Nullable String json(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    try {
      String text = Json.lenient().writeValueAsString(value);
      return text.contains("\\u0000") ? NUL.matcher(text).replaceAll("$1\\\\ufffd") : text;
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("Cannot write " + value.getClass() + " as JSON", defect);
    }
  }

  /** From a column of type jsonb that may be null. */
  public static <T> @Nullable T findJson(ResultSet row, String column, Class<T> type)
      throws SQLException {
    String text = row.getString(column);
    return text == null ? null : read(text, type, column);
  }

  /** From a column of type jsonb that may be null, and holds lists of texts by name. */
  public static @Nullable Map<String, List<String>> findTexts(ResultSet row, String column)
      throws SQLException {
    String text = row.getString(column);
    try {
      return text == null ? null : Json.lenient().readValue(text, TEXTS);
    } catch (JsonProcessingException newer) {
      throw new SQLException(
          "The column " + column + " holds JSON that this version cannot read: " + newer, newer);
    }
  }

  /** From a column of type jsonb. */
  public static <T> T getJson(ResultSet row, String column, Class<T> type) throws SQLException {
    return read(row.getString(column), type, column);
  }

  private static <T> T read(String text, Class<T> type, String column) throws SQLException {
    try {
      return Json.lenient().readValue(text, type);
    } catch (JsonProcessingException newer) {
      throw new SQLException(
          "The column " + column + " holds JSON that this version cannot read: " + newer, newer);
    }
  }

  /** From a column of type text that may be null. */
  public static <T> @Nullable T find(ResultSet row, String column, Function<String, T> parse)
      throws SQLException {
    String text = row.getString(column);
    return text == null ? null : parse.apply(text);
  }

  /** For a column that holds an enum: its name in JSON, which is the public one. */
  public static @Nullable String name(@Nullable Enum<?> value) {
    if (value == null) {
      return null;
    }
    try {
      JsonProperty named =
          value.getDeclaringClass().getField(value.name()).getAnnotation(JsonProperty.class);
      return named == null ? value.name() : named.value();
    } catch (NoSuchFieldException impossible) {
      throw new IllegalStateException("An enum constant is a field", impossible);
    }
  }

  /** From a column that holds an enum. */
  public static <E extends Enum<E>> E parse(Class<E> type, String name) {
    return Json.lenient().convertValue(name, type);
  }
}
