package io.waybill.bench.history;

import io.waybill.api.database.Database;
import io.waybill.api.records.HistoryUpkeep;
import io.waybill.api.records.HourlyStatistics;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.StatisticsStore;
import io.waybill.bench.Directories;
import io.waybill.bench.copy.Machine;
import io.waybill.chassis.config.DatabaseConfig;
import io.waybill.chassis.config.HistoryConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.embedded.CacheDirectory;
import io.waybill.embedded.EmbeddedPostgreSql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** How quickly each question about very many records is answered. */
public final class HistoryBench {
  /** How it is typed. */
  public static final String USAGE = Options.USAGE;

  private static final double BAR_MILLIS = 50;
  private static final int WARM_UP = 5;

  /**
   * Loads, asks, prints a table.
   *
   * @throws IllegalArgumentException where the words make no sense; the message is for who typed
   *     them
   */
  public void run(List<String> words) throws Exception {
    Options options = Options.parse(words);
    Path directory =
        options.data().isPresent()
            ? Files.createDirectories(options.data().get())
            : Files.createTempDirectory("waybill-bench");
    try (EmbeddedPostgreSql postgres =
            EmbeddedPostgreSql.builder(directory.resolve("postgres"))
                .binaries(CacheDirectory.find())
                .start();
        Database database = Database.open(config(postgres))) {
      Instant end = load(options, directory, postgres, database);
      measure(options, database, end);
    } finally {
      if (options.data().isEmpty()) {
        Directories.delete(directory);
      }
    }
  }

  private static DatabaseConfig config(EmbeddedPostgreSql postgres) {
    return new DatabaseConfig(
        Optional.of(postgres.jdbcUrl()),
        Optional.of(postgres.username()),
        Optional.of(Secret.of(postgres.password())),
        4);
  }

  /** Unless it was done by an earlier run; returns when the last of the records was planned. */
  private static Instant load(
      Options options, Path directory, EmbeddedPostgreSql postgres, Database database)
      throws Exception {
    Path mark = directory.resolve("loaded-" + options.records());
    if (Files.exists(mark)) {
      return Instant.parse(Files.readString(mark));
    }
    Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long begun = System.nanoTime();
    Duration retention = HistoryConfig.DEFAULT.retention().duration();
    new HistoryUpkeep(database, retention, Clock.systemUTC()).run();
    Rows rows = new Rows(new Population(), options.records(), end);
    new Loading(postgres, rows, options.records(), end, directory).run();
    for (int turn = 0; turn < 100 && hasStaleHours(database); turn++) {
      new HourlyStatistics(database, retention, Clock.systemUTC()).run();
    }
    Files.writeString(mark, end.toString());
    System.out.printf(
        "loaded %,d records and their attempts in %d s%n",
        options.records(), (System.nanoTime() - begun) / 1_000_000_000);
    return end;
  }

  private static boolean hasStaleHours(Database database) {
    return database.transaction(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT EXISTS (SELECT FROM stale_hours)")) {
            row.next();
            return row.getBoolean(1);
          }
        });
  }

  private static void measure(Options options, Database database, Instant end) throws Exception {
    Questions questions =
        new Questions(
            new RecordStore(database),
            new StatisticsStore(database),
            new Population(),
            options.records(),
            end);
    System.out.println("machine: " + Machine.describe());
    System.out.printf(
        "%-40s %8s %8s %8s %8s %7s%n", "milliseconds", "p50", "p95", "p99", "max", "found");
    int slow = 0;
    for (String name : questions.names()) {
      if (name.contains(options.only())) {
        slow += measure(questions, name, options.times()) ? 0 : 1;
      }
    }
    System.out.printf("p95 below %.0f ms: %s%n", BAR_MILLIS, slow == 0 ? "all" : slow + " missed");
  }

  private static boolean measure(Questions questions, String name, int times) {
    SplittableRandom random = new SplittableRandom(name.hashCode());
    double[] millis = new double[times];
    long found = 0;
    for (int i = -WARM_UP; i < times; i++) {
      long begun = System.nanoTime();
      int items = questions.ask(name, random);
      if (i >= 0) {
        millis[i] = (System.nanoTime() - begun) / 1e6;
        found += items;
      }
    }
    Arrays.sort(millis);
    boolean good = quantile(millis, 0.95) < BAR_MILLIS;
    System.out.printf(
        "%-40s %8.1f %8.1f %8.1f %8.1f %7.1f%s%n",
        name,
        quantile(millis, 0.5),
        quantile(millis, 0.95),
        quantile(millis, 0.99),
        millis[times - 1],
        (double) found / times,
        good ? "" : "  missed");
    return good;
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
