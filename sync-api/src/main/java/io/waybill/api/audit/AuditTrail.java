package io.waybill.api.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table audit. */
public final class AuditTrail {
  private static final String INSERT =
      """
      INSERT INTO audit (request_id, caller_id, caller, role, address, method, path,
          status, detail, asked, before, after)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb)
      """;

  private final Database database;

  /** Over this database. */
  public AuditTrail(Database database) {
    this.database = database;
  }

  /** Writes a deed that was not written in a transaction of its own, or how it ended. */
  void finish(Deed deed, Deed.Result result) {
    database.transaction(
        connection -> {
          if (update(connection, deed, result) == 0) {
            insert(connection, deed, result, null, null);
          }
          return result;
        });
  }

  void insert(
      Connection connection,
      Deed deed,
      Deed.@Nullable Result result,
      @Nullable Object before,
      @Nullable Object after)
      throws SQLException {
    boolean changed = before != null || after != null;
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, deed.requestId());
      insert.setString(2, deed.callerId());
      insert.setString(3, deed.caller());
      insert.setString(4, deed.role());
      insert.setString(5, deed.address());
      insert.setString(6, deed.method());
      insert.setString(7, deed.path());
      insert.setObject(8, result == null ? null : result.status());
      insert.setString(9, result == null ? null : result.detail());
      insert.setString(10, changed ? null : Sql.json(deed.asked()));
      insert.setString(11, Sql.json(before));
      insert.setString(12, Sql.json(after));
      insert.executeUpdate();
    }
  }

  private static int update(Connection connection, Deed deed, Deed.Result result)
      throws SQLException {
    String sql = "UPDATE audit SET status = ?, detail = ? WHERE request_id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setInt(1, result.status());
      update.setString(2, result.detail());
      update.setObject(3, deed.requestId());
      return update.executeUpdate();
    }
  }

  /**
   * Entries, newest first.
   *
   * @param before only those before this one
   */
  public List<AuditEntry> list(AuditFilter filter, OptionalLong before, int limit) {
    List<String> conditions = new ArrayList<>(List.of("TRUE"));
    List<Object> values = new ArrayList<>();
    add(conditions, values, "(caller = ? OR caller_id = ?)", filter.caller(), filter.caller());
    add(conditions, values, "method = ?", filter.method());
    add(conditions, values, "starts_with(path, ?)", filter.path());
    add(conditions, values, "at >= ?", Sql.time(filter.since()));
    add(conditions, values, "at < ?", Sql.time(filter.until()));
    before.ifPresent(id -> add(conditions, values, "id < ?", id));
    String sql =
        "SELECT * FROM audit WHERE "
            + String.join(" AND ", conditions)
            + " ORDER BY id DESC LIMIT "
            + limit;
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
              select.setObject(i + 1, values.get(i));
            }
            List<AuditEntry> entries = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                entries.add(read(row));
              }
            }
            return entries;
          }
        });
  }

  private static void add(
      List<String> conditions, List<Object> values, String condition, @Nullable Object... given) {
    List<Object> present = new ArrayList<>();
    for (Object value : given) {
      if (value == null) {
        return;
      }
      present.add(value);
    }
    conditions.add(condition);
    values.addAll(present);
  }

  private static AuditEntry read(ResultSet row) throws SQLException {
    return new AuditEntry(
        row.getLong("id"),
        Sql.getTime(row, "at"),
        row.getObject("request_id", UUID.class),
        row.getString("caller_id"),
        row.getString("caller"),
        row.getString("role"),
        row.getString("address"),
        row.getString("method"),
        row.getString("path"),
        row.getObject("status", Integer.class),
        row.getString("detail"),
        Sql.findJson(row, "asked", JsonNode.class),
        Sql.findJson(row, "before", JsonNode.class),
        Sql.findJson(row, "after", JsonNode.class));
  }

  /** Forgets what is older than this. */
  public int expire(Duration age) {
    return database.transaction(
        connection -> {
          String sql = "DELETE FROM audit WHERE at < now() - ? * interval '1 second'";
          try (PreparedStatement delete = connection.prepareStatement(sql)) {
            delete.setLong(1, age.toSeconds());
            return delete.executeUpdate();
          }
        });
  }
}
