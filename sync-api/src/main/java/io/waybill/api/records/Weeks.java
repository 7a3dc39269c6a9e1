package io.waybill.api.records;

import io.waybill.api.records.Partitions.Partition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/**
 * From when until when the table records has partitions. Every record is either inside or outside,
 * whatever becomes of the partitions meanwhile; that the default one has nothing to do with the
 * inside is what PostgreSQL makes of it.
 *
 * @param inside a condition, of fixed text
 * @param outside its opposite
 */
record Weeks(String inside, String outside) {
  private static final Partitions RECORDS = new Partitions("records");

  /** As they are now. */
  static Weeks of(Connection connection) throws SQLException {
    List<Partition> there = RECORDS.list(connection);
    if (there.isEmpty()) {
      return new Weeks("false", "true");
    }
    Instant begin = there.getFirst().begin();
    Instant end = there.getLast().end();
    if (begin.equals(Instant.MIN)) {
      return new Weeks("planned_at < '%s'".formatted(end), "planned_at >= '%s'".formatted(end));
    }
    return new Weeks(
        "planned_at >= '%s' AND planned_at < '%s'".formatted(begin, end),
        "(planned_at < '%s' OR planned_at >= '%s')".formatted(begin, end));
  }
}
