package io.waybill.api.cancels;

import io.waybill.api.access.Caller;
import io.waybill.api.access.Scope;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The cancels that were asked for: the tables cancels and cancel_wishes. */
public final class CancelStore {
  private static final String CREATE =
      """
      INSERT INTO cancels (id, asked_at, asked_by, scope, filter, state, matched)
      VALUES (?, ?, ?, ?::jsonb, ?::jsonb, ?, ?) ON CONFLICT DO NOTHING
      """;

  private static final String OUTCOMES =
      """
      SELECT count(*) AS wishes, count(*) FILTER (WHERE record.status = 'cancelled') AS cancelled,
          count(*) FILTER (WHERE record.status IN ('succeeded', 'failed')) AS too_late
      FROM cancel_wishes wish
      LEFT JOIN records record
        ON record.planned_at = wish.planned_at AND record.task_id = wish.task_id
      WHERE wish.cancel_id = ?
      """;

  // A worker has had its time to say how it ended; of what is over already nothing is to be said.
  private static final String CLAIM_UNHEEDED =
      """
      WITH late AS (
        SELECT task_id, planned_at, asked_at, asked_by FROM cancel_wishes
        WHERE NOT closed AND asked_at < now() - ? * interval '1 millisecond'
        ORDER BY asked_at LIMIT ? FOR UPDATE SKIP LOCKED),
      closed AS (
        UPDATE cancel_wishes SET closed = true
        WHERE task_id IN (SELECT late.task_id FROM late LEFT JOIN records record
            ON record.planned_at = late.planned_at AND record.task_id = late.task_id
          WHERE coalesce(record.status, 'failed') IN ('succeeded', 'failed', 'cancelled')))
      SELECT late.*, record.status FROM late JOIN records record
        ON record.planned_at = late.planned_at AND record.task_id = late.task_id
      WHERE record.status NOT IN ('succeeded', 'failed', 'cancelled')
      """;

  private final Database database;

  /** Over this database. */
  public CancelStore(Database database) {
    this.database = database;
  }

  /**
   * Keeps the wish that the tasks of these records be not done; one that is there already stays as
   * it is.
   *
   * @param filter already frozen; null where the tasks are named and have been told
   */
  void create(
      CancelId id,
      Instant askedAt,
      Caller caller,
      @Nullable Map<String, List<String>> filter,
      int matched) {
    database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(CREATE)) {
            insert.setObject(1, id.value());
            insert.setObject(2, Sql.time(askedAt));
            insert.setString(3, caller.name());
            insert.setString(4, Sql.json(caller.scope().orNull()));
            insert.setString(5, Sql.json(filter));
            insert.setString(
                6, Sql.name(filter == null ? Cancel.State.TOLD : Cancel.State.WORKING));
            insert.setInt(7, matched);
            return insert.executeUpdate();
          }
        });
  }

  /** One cancel, if this scope sees it: one with a limit sees what was asked for under the same. */
  public Optional<Cancel> find(CancelId id, Scope scope) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT * FROM cancels"
                          + " WHERE id = ? AND (?::jsonb IS NULL OR scope = ?::jsonb)");
              PreparedStatement outcomes = connection.prepareStatement(OUTCOMES)) {
            @Nullable String limit = Sql.json(scope.orNull());
            select.setObject(1, id.value());
            select.setString(2, limit);
            select.setString(3, limit);
            outcomes.setObject(1, id.value());
            try (ResultSet row = select.executeQuery();
                ResultSet counts = outcomes.executeQuery()) {
              return row.next() && counts.next()
                  ? Optional.of(read(row, counts))
                  : Optional.empty();
            }
          }
        });
  }

  private static Cancel read(ResultSet row, ResultSet counts) throws SQLException {
    long cancelled = counts.getLong("cancelled");
    long tooLate = counts.getLong("too_late");
    long open = counts.getLong("wishes") - cancelled - tooLate;
    Cancel.State state = Sql.parse(Cancel.State.class, row.getString("state"));
    return new Cancel(
        new CancelId(row.getObject("id", UUID.class)),
        Sql.getTime(row, "asked_at"),
        row.getString("asked_by"),
        Sql.findTexts(row, "filter"),
        state == Cancel.State.TOLD && open == 0 ? Cancel.State.FINISHED : state,
        row.getLong("matched"),
        cancelled,
        tooLate,
        open);
  }

  /** Notes wishes, so that somebody looks whether they are heeded. */
  static void note(Connection connection, Collection<Wish> wishes) throws SQLException {
    String sql =
        "INSERT INTO cancel_wishes (task_id, planned_at, asked_at, asked_by, cancel_id)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Wish wish : wishes) {
        insert.setObject(1, wish.taskId().value());
        insert.setObject(2, Sql.time(wish.plannedAt()));
        insert.setObject(3, Sql.time(wish.askedAt()));
        insert.setString(4, wish.askedBy());
        insert.setObject(5, wish.cancel() == null ? null : wish.cancel().value());
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Of how many of these tasks a wish is noted; where a cancel is given, as one of its own. */
  static long noted(Connection connection, Collection<Wish> wishes, @Nullable CancelId cancel)
      throws SQLException {
    String sql =
        "SELECT count(*) FROM cancel_wishes"
            + " WHERE task_id = ANY (?) AND (?::uuid IS NULL OR cancel_id = ?::uuid)";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      Object value = cancel == null ? null : cancel.value();
      select.setArray(
          1,
          connection.createArrayOf(
              "uuid", wishes.stream().map(wish -> wish.taskId().value()).toArray()));
      select.setObject(2, value, Types.OTHER);
      select.setObject(3, value, Types.OTHER);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** Wishes of this age whose tasks are not over. */
  List<Wish> findUnheeded(Duration age, int limit) {
    return database.transaction(
        connection -> {
          List<Wish> unheeded = new ArrayList<>();
          try (PreparedStatement select = connection.prepareStatement(CLAIM_UNHEEDED)) {
            select.setLong(1, age.toMillis());
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                unheeded.add(
                    new Wish(
                        new TaskId(row.getObject("task_id", UUID.class)),
                        Sql.getTime(row, "planned_at"),
                        Sql.parse(TaskStatus.class, row.getString("status")),
                        Sql.getTime(row, "asked_at"),
                        row.getString("asked_by"),
                        null));
              }
            }
          }
          return unheeded;
        });
  }

  /** Forgets what is older than this. */
  public int expire(Duration age) {
    int forgotten = 0;
    for (String table : new String[] {"cancels", "cancel_wishes"}) {
      forgotten +=
          database.transaction(
              connection -> {
                try (PreparedStatement delete =
                    connection.prepareStatement(
                        "DELETE FROM "
                            + table
                            + " WHERE asked_at < now() - ? * interval '1 second'")) {
                  delete.setLong(1, age.toSeconds());
                  return delete.executeUpdate();
                }
              });
    }
    return forgotten;
  }
}
