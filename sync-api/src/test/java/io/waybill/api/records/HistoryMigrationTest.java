package io.waybill.api.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.chassis.config.DatabaseConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
class HistoryMigrationTest {
  @Test
  void history_of_before_there_were_weeks_stays_where_it_is_and_is_found(Servers servers)
      throws Exception {
    DatabaseConfig config = servers.database();
    String url = config.url().orElseThrow();
    String user = config.username().orElseThrow();
    String password = config.password().map(Secret::reveal).orElseThrow();
    Flyway.configure()
        .dataSource(url, user, password)
        .locations("classpath:io/waybill/api/migrations")
        .target("2")
        .load()
        .migrate();
    SyncTask old = Tasks.task("old", Instant.now().minus(Duration.ofDays(40)));
    SyncTask early = Tasks.task("early", Instant.now().plus(Duration.ofDays(30)));
    try (Connection connection = DriverManager.getConnection(url, user, password)) {
      insert(connection, old);
      insert(connection, early);
    }

    try (Database database = Database.open(config)) {
      HistoryUpkeep upkeep = new HistoryUpkeep(database, Duration.ofDays(90), Clock.systemUTC());
      upkeep.run();
      RecordStore store = new RecordStore(database);
      assertThat(store.find(old.id())).isPresent();
      assertThat(store.find(early.id())).isPresent();
      assertThat(store.list(RecordFilter.ALL, java.util.Optional.empty(), 10).items())
          .extracting(TaskRecord::taskId)
          .containsExactly(early.id(), old.id());
      assertThat(count(database, "records_default")).isEqualTo(1);
      assertThat(count(database, "images")).isEqualTo(2);
      assertThat(count(database, "stale_hours")).isEqualTo(2);
    }
  }

  private static void insert(Connection connection, SyncTask task) throws Exception {
    String sql =
        """
        INSERT INTO records (planned_at, task_id, event_id, trigger, source, source_registry,
            source_repository, source_tag, target, target_registry, target_repository, target_tag,
            region, overwrite, status, occurred_at, queued_at, referrers, attempt_count, task)
        VALUES (?, ?, ?, 'event', ?, 'here', 'prod/app', 'v1', ?, 'there', 'mirror/app', 'v1',
            'default', 'always', 'queued', now(), now(), 0, 0, ?::jsonb)
        """;
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, Sql.time(task.plannedAt()));
      insert.setObject(2, task.id().value());
      insert.setString(3, task.eventId().value());
      insert.setString(4, task.source().text());
      insert.setString(5, task.target().text());
      insert.setString(6, Sql.json(task));
      insert.executeUpdate();
    }
  }

  private static long count(Database database, String table) {
    return database.transaction(
        connection -> {
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
          }
        });
  }
}
