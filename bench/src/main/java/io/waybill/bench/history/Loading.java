package io.waybill.bench.history;

import io.waybill.embedded.EmbeddedPostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Fills the weeks that the API has made. Each is made anew without indexes, filled from files and
 * attached, which builds the indexes: PostgreSQL writes no log for tables that are made in the same
 * transaction.
 */
final class Loading {
  private static final int CHUNK = 50_000;

  private final EmbeddedPostgreSql postgres;
  private final Rows rows;
  private final int total;
  private final Instant end;
  private final Path directory;

  Loading(EmbeddedPostgreSql postgres, Rows rows, int total, Instant end, Path directory) {
    this.postgres = postgres;
    this.rows = rows;
    this.total = total;
    this.end = end;
    this.directory = directory;
  }

  /** The files of a chunk. */
  private record Chunk(Path records, Path attempts) {}

  void run() throws SQLException, IOException, InterruptedException {
    try (Connection connection = connect();
        ExecutorService writer = Executors.newSingleThreadExecutor()) {
      connection.setAutoCommit(false);
      execute(connection, "SET maintenance_work_mem = '512MB'");
      for (Instant monday : weeks(connection)) {
        int from = place(monday);
        int to = place(monday.plus(7, ChronoUnit.DAYS));
        if (from < to) {
          load(connection, writer, monday, from, to);
          System.err.printf("%,d of %,d%n", to, total);
        }
      }
      connection.setAutoCommit(true);
      execute(connection, "SET maintenance_work_mem = '512MB'");
      execute(connection, "VACUUM (ANALYZE) records");
      execute(connection, "VACUUM (ANALYZE) attempts");
      execute(
          connection,
          "INSERT INTO stale_hours SELECT DISTINCT date_trunc('hour', planned_at, 'UTC') FROM"
              + " records");
      execute(
          connection,
          "INSERT INTO repositories SELECT DISTINCT source_registry, source_repository FROM records"
              + " UNION SELECT DISTINCT target_registry, target_repository FROM records");
      execute(connection, "CHECKPOINT");
    }
  }

  /** The first task of this moment or later. */
  private int place(Instant moment) {
    double share = 1 - (double) moment.until(end, ChronoUnit.SECONDS) / Population.SPAN.toSeconds();
    return (int) Math.clamp(Math.ceil(share * total - 0.5), 0, total);
  }

  private void load(Connection connection, ExecutorService writer, Instant monday, int from, int to)
      throws SQLException, IOException, InterruptedException {
    String suffix = suffix(monday);
    for (String table : List.of("records", "attempts")) {
      String week = table + "_" + suffix;
      execute(connection, "ALTER TABLE %s DETACH PARTITION %s".formatted(table, week));
      execute(connection, "DROP TABLE " + week);
      execute(
          connection,
          "CREATE TABLE %s (LIKE %s INCLUDING ALL EXCLUDING INDEXES)".formatted(week, table));
    }
    Future<Chunk> next = writer.submit(() -> write(from, Math.min(to, from + CHUNK)));
    for (int at = from; at < to; at += CHUNK) {
      Chunk chunk = await(next);
      int after = at + CHUNK;
      next = writer.submit(() -> write(after, Math.min(to, after + CHUNK)));
      copy(connection, "records_" + suffix, Rows.RECORD_COLUMNS, chunk.records());
      copy(connection, "attempts_" + suffix, Rows.ATTEMPT_COLUMNS, chunk.attempts());
    }
    Chunk none = await(next);
    Files.delete(none.records());
    Files.delete(none.attempts());
    for (String table : List.of("records", "attempts")) {
      execute(
          connection,
          "ALTER TABLE %s ATTACH PARTITION %s_%s FOR VALUES FROM ('%s') TO ('%s')"
              .formatted(table, table, suffix, monday, monday.plus(7, ChronoUnit.DAYS)));
    }
    connection.commit();
  }

  private Chunk write(int from, int to) throws IOException {
    StringBuilder records = new StringBuilder();
    StringBuilder attempts = new StringBuilder();
    for (int number = from; number < to; number++) {
      rows.write(number, records, attempts);
    }
    Chunk chunk =
        new Chunk(directory.resolve("records-" + from), directory.resolve("attempts-" + from));
    Files.writeString(chunk.records(), records);
    Files.writeString(chunk.attempts(), attempts);
    return chunk;
  }

  private static void copy(Connection connection, String table, String columns, Path file)
      throws SQLException, IOException {
    execute(connection, "COPY %s (%s) FROM '%s' (FREEZE)".formatted(table, columns, file));
    Files.delete(file);
  }

  private static <T> T await(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("Could not write what is to be loaded", failed.getCause());
    }
  }

  private static List<Instant> weeks(Connection connection) throws SQLException {
    List<Instant> weeks = new ArrayList<>();
    try (Statement select = connection.createStatement();
        ResultSet row =
            select.executeQuery(
                "SELECT relname FROM pg_class WHERE relname ~ '^records_[0-9]{8}$' ORDER BY 1")) {
      while (row.next()) {
        String name = row.getString(1);
        LocalDate day =
            LocalDate.parse(name.substring(name.length() - 8), DateTimeFormatter.BASIC_ISO_DATE);
        weeks.add(day.atStartOfDay(ZoneOffset.UTC).toInstant());
      }
    }
    return weeks;
  }

  private static String suffix(Instant monday) {
    return DateTimeFormatter.BASIC_ISO_DATE.format(monday.atOffset(ZoneOffset.UTC).toLocalDate());
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl(), postgres.username(), postgres.password());
  }

  private static void execute(Connection connection, String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }
}
