package io.waybill.api.registries;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The table registry_health, as it is read; {@link RegistryWatch} writes it. */
public final class RegistryHealthStore {
  private static final String TASKS =
      """
      SELECT target_registry, status = 'running' AS running, count(*) AS tasks FROM records
      WHERE status IN ('queued', 'waiting', 'running') GROUP BY 1, 2
      """;

  private final Database database;
  private final Clock clock;

  /** Over this database. */
  public RegistryHealthStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** How all registries are of which anything is known. */
  public Map<Registry, RegistryHealth> read() {
    return database.transaction(
        connection -> {
          Map<Registry, RegistryHealth> health = new HashMap<>();
          try (PreparedStatement select =
                  connection.prepareStatement("SELECT * FROM registry_health");
              ResultSet row = select.executeQuery()) {
            while (row.next()) {
              health.put(Registry.of(row.getString("registry")), read(row));
            }
          }
          addTasks(connection, health);
          return health;
        });
  }

  /** How a registry is of which nothing is known. */
  public static RegistryHealth nothing() {
    return RegistryHealth.NOTHING;
  }

  private RegistryHealth read(ResultSet row) throws SQLException {
    Instant succeeded = Sql.findTime(row, "succeeded_at");
    Instant failedAt = Sql.findTime(row, "failed_at");
    Failure failure = Sql.findJson(row, "failure", Failure.class);
    return new RegistryHealth(
        RegistryHealth.status(succeeded, Sql.findTime(row, "unwell_at"), clock.instant()),
        0,
        0,
        succeeded,
        failure == null || failedAt == null
            ? null
            : new RegistryHealth.LastFailure(
                failure.code(),
                failure.reason(),
                failure.hint(),
                new TaskId(row.getObject("failed_task", UUID.class)),
                failedAt));
  }

  private static void addTasks(Connection connection, Map<Registry, RegistryHealth> health)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(TASKS);
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        Registry registry = Registry.of(row.getString("target_registry"));
        RegistryHealth known = health.getOrDefault(registry, RegistryHealth.NOTHING);
        long tasks = row.getLong("tasks");
        health.put(
            registry,
            row.getBoolean("running")
                ? known.with(known.waiting(), tasks)
                : known.with(tasks, known.running()));
      }
    }
  }
}
