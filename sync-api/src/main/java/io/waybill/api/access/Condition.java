package io.waybill.api.access;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A condition in SQL: fixed text, and a value for each question mark in it.
 *
 * @param sql the text, in parentheses where it needs them
 * @param values texts, and arrays of texts ({@code Object[]})
 */
public record Condition(String sql, List<Object> values) {
  /** Always. */
  public static final Condition TRUE = new Condition("TRUE", List.of());

  /** Keeps a copy. */
  public Condition {
    values = List.copyOf(values);
  }

  /** One of them; never, where there are none. */
  public static Condition any(List<Condition> some) {
    return some.isEmpty() ? new Condition("FALSE", List.of()) : joined(some, " OR ");
  }

  /** Each of them; always, where there are none. */
  public static Condition all(List<Condition> some) {
    return some.isEmpty() ? TRUE : joined(some, " AND ");
  }

  private static Condition joined(List<Condition> some, String word) {
    return new Condition(
        some.stream().map(Condition::sql).collect(Collectors.joining(word, "(", ")")),
        some.stream().flatMap(condition -> condition.values.stream()).toList());
  }
}
