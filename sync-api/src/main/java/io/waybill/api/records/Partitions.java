package io.waybill.api.records;

import io.waybill.api.database.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The partitions of one table of history. Each change is one transaction of the caller's, which
 * holds the locks of this table only; so nobody who works on records and attempts can stand across.
 */
final class Partitions {
  /** How many rows a change may move while others wait for it: some tenths of a second. */
  static final int MOST_MOVED = 10_000;

  private static final String PATIENCE = "SET LOCAL lock_timeout = '2s'";
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  /**
   * A partition other than the default one.
   *
   * @param name the table's
   * @param begin the first moment of it
   * @param end the first moment after it
   */
  record Partition(String name, Instant begin, Instant end) {}

  private final String table;
  private final Pattern names;

  /** Of {@code records} or {@code attempts}. */
  Partitions(String table) {
    this.table = table;
    this.names = Pattern.compile(table + "_(before_)?([0-9]{8})");
  }

  String fallback() {
    return table + "_default";
  }

  /** What there is, the oldest first. */
  List<Partition> list(Connection connection) throws SQLException {
    String sql =
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
            + " WHERE i.inhparent = ?::regclass";
    List<Partition> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, table);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Matcher name = names.matcher(row.getString(1));
          if (name.matches()) {
            found.add(partition(name));
          }
        }
      }
    }
    found.sort(java.util.Comparator.comparing(Partition::end));
    return found;
  }

  /** {@code _before_} is what there was before there were weeks. */
  private static Partition partition(Matcher name) {
    LocalDate day = LocalDate.parse(name.group(2), DAY);
    Instant date = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    return name.group(1) == null
        ? new Partition(name.group(), date, new Week(day).end())
        : new Partition(name.group(), Instant.MIN, date);
  }

  /** How many rows of the week the default partition holds; counts no further than one too many. */
  int misplaced(Connection connection, Week week) throws SQLException {
    String sql =
        "SELECT count(*) FROM (SELECT FROM %s WHERE planned_at >= ? AND planned_at < ? LIMIT %d)"
            .formatted(fallback(), MOST_MOVED + 1);
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, Sql.time(week.begin()));
      select.setObject(2, Sql.time(week.end()));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /**
   * Makes the partition of the week, with what the default one holds of it. PostgreSQL looks
   * through the default partition for rows that belong into the new one, and refuses where it finds
   * any; so these move first, and nobody writes in between.
   */
  void create(Connection connection, Week week) throws SQLException {
    String name = table + "_" + week.suffix();
    String begin = week.begin().toString();
    String end = week.end().toString();
    execute(
        connection,
        PATIENCE,
        "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(fallback()),
        // Attached afterwards: CREATE TABLE .. PARTITION OF would lock the whole table.
        "CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)".formatted(name, table),
        ("WITH misplaced AS (DELETE FROM %s WHERE planned_at >= '%s' AND planned_at < '%s'"
                + " RETURNING *) INSERT INTO %s SELECT * FROM misplaced")
            .formatted(fallback(), begin, end, name),
        "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
            .formatted(table, name, begin, end));
  }

  /**
   * Drops a partition; what the condition holds of goes to the default one.
   *
   * @param kept a condition on its rows, of fixed text
   */
  void drop(Connection connection, Partition partition, String kept) throws SQLException {
    execute(
        connection,
        PATIENCE,
        "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table),
        "ALTER TABLE %s DETACH PARTITION %s".formatted(table, partition.name()),
        "INSERT INTO %s SELECT * FROM %s WHERE %s".formatted(fallback(), partition.name(), kept),
        "DROP TABLE " + partition.name());
  }

  private static void execute(Connection connection, String... commands) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }
}
