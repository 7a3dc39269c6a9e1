package io.waybill.api.migrate;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.scans.ScanStep;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables migrations and migration_parts. */
public final class MigrationStore {
  private static final int BATCH = 500;

  private static final String CREATE =
      """
      INSERT INTO migrations (id, name, state, requested_by, created_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String ADD =
      """
      INSERT INTO migration_parts (migration_id, number, state, source, target, target_registry,
          request, scan_id, digest, weight)
      VALUES (?, ?, 'waiting', ?, ?, ?, ?::jsonb, ?, ?, ?)
      """;

  private static final String FORGET =
      """
      DELETE FROM migrations WHERE ended_at IS NOT NULL
          AND created_at < now() - ? * interval '1 second'
      """;

  private final Database database;

  /** Over this database. */
  public MigrationStore(Database database) {
    this.database = database;
  }

  /**
   * Keeps a new migration, which the next look of the keeper begins. The same id again is the same
   * migration.
   *
   * @return whether it is new
   */
  public boolean create(NewMigration migration) {
    return database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(CREATE)) {
            insert.setObject(1, migration.id().value());
            insert.setString(2, migration.name());
            insert.setString(3, Sql.name(MigrationState.RUNNING));
            insert.setString(4, migration.requestedBy());
            insert.setObject(5, Sql.time(migration.askedAt()));
            if (insert.executeUpdate() == 0) {
              return false;
            }
          }
          add(connection, migration);
          return true;
        });
  }

  private static void add(Connection connection, NewMigration migration) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(ADD)) {
      int number = 0;
      for (NewMigration.NewPart part : migration.parts()) {
        number++;
        insert.setObject(1, migration.id().value());
        insert.setInt(2, number);
        insert.setString(3, part.source().toString());
        insert.setString(4, part.target());
        insert.setString(5, part.targetRegistry());
        insert.setString(6, Sql.json(part.request()));
        insert.setObject(7, part.request().id().value());
        insert.setString(8, part.digest() == null ? null : part.digest().toString());
        insert.setInt(9, weight(part));
        insert.addBatch();
        if (number % BATCH == 0) {
          insert.executeBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /** Where tags are named there are no more tasks than names. */
  private static int weight(NewMigration.NewPart part) {
    ScanScope scope = part.request().scope();
    boolean named =
        !scope.tags().isEmpty()
            && scope.tags().stream()
                .allMatch(
                    pattern ->
                        pattern.outlines().stream()
                            .allMatch(io.waybill.schemas.rules.NameOutline::exact));
    long names =
        part.digest() != null
            ? 1
            : named
                ? scope.tags().stream().mapToLong(pattern -> pattern.outlines().size()).sum()
                : ScanStep.MOST_IN_MIGRATION;
    return Math.clamp(names, 1, ScanStep.MOST_IN_MIGRATION);
  }

  /** One migration, with what its parts have come to. */
  public Optional<Migration> find(MigrationId id) {
    return database.transaction(
        connection -> {
          Optional<Migration> found = MigrationRows.find(connection, id);
          return found.isEmpty()
              ? found
              : Optional.of(MigrationRows.withTotals(connection, found.get()));
        });
  }

  /** The newest migration of this name. */
  public Optional<MigrationId> findByName(String name) {
    return database.transaction(connection -> MigrationRows.findByName(connection, name));
  }

  /**
   * A place in the list of migrations.
   *
   * @param createdAt when the migration there was asked for
   * @param id which it is
   */
  public record Position(Instant createdAt, MigrationId id) {}

  /** Migrations, newest first, from behind this place on; without their totals. */
  public List<Migration> list(Optional<Position> after, int limit) {
    return database.transaction(connection -> MigrationRows.list(connection, after, limit));
  }

  /** Parts of a migration by their number, from behind this one on; null = in any state. */
  public List<MigrationPart> parts(
      MigrationId id, @Nullable PartState state, int after, int limit) {
    return database.transaction(connection -> PartRows.parts(connection, id, state, after, limit));
  }

  /** Images that could not be compared, from behind this place on. */
  public List<MigrationFinding> findings(MigrationId id, MigrationFinding.Place after, int limit) {
    return database.transaction(connection -> PartRows.findings(connection, id, after, limit));
  }

  /**
   * Lets nothing more go. What is let go at this moment comes before it.
   *
   * @return whether it is paused now
   */
  public boolean pause(MigrationId id) {
    return move(id, "UPDATE migrations SET state = 'paused' WHERE id = ? AND state = 'running'")
        || is(id, MigrationState.PAUSED);
  }

  /**
   * Goes on.
   *
   * @return whether it runs now
   */
  public boolean resume(MigrationId id) {
    return move(id, "UPDATE migrations SET state = 'running' WHERE id = ? AND state = 'paused'")
        || is(id, MigrationState.RUNNING);
  }

  /**
   * Begins to cancel all of it that is not over.
   *
   * @param by who wants it
   * @return whether it is cancelled, or will be
   */
  public boolean cancel(MigrationId id, String by) {
    String sql =
        "UPDATE migrations SET state = 'cancelling', cancelled_by = ?"
            + " WHERE id = ? AND state IN ('running', 'paused')";
    boolean moved =
        database.transaction(
            connection -> {
              try (PreparedStatement update = connection.prepareStatement(sql)) {
                update.setString(1, by);
                update.setObject(2, id.value());
                return update.executeUpdate() == 1;
              }
            });
    return moved || is(id, MigrationState.CANCELLING) || is(id, MigrationState.CANCELLED);
  }

  private boolean move(MigrationId id, String sql) {
    return database.transaction(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, id.value());
            return update.executeUpdate() == 1;
          }
        });
  }

  private boolean is(MigrationId id, MigrationState state) {
    String sql = "SELECT 1 FROM migrations WHERE id = ? AND state = ?";
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, id.value());
            select.setString(2, Sql.name(state));
            try (ResultSet row = select.executeQuery()) {
              return row.next();
            }
          }
        });
  }

  /** Forgets migrations that are over and were asked for longer ago than this. */
  public int expire(Duration age) {
    return database.transaction(
        connection -> {
          try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
            delete.setLong(1, age.toSeconds());
            return delete.executeUpdate();
          }
        });
  }
}
