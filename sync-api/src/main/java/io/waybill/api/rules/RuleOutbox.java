package io.waybill.api.rules;

import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Which rules Kafka has not acknowledged yet: those with published_revision below revision. */
final class RuleOutbox {
  /** A state to be published; its row is locked until the transaction ends. */
  record Entry(RuleId id, long revision, Message message) {}

  private static final String PENDING =
      "SELECT id, revision, created_at, updated_at, spec, deleted_at FROM rules"
          + " WHERE published_revision < revision";

  /** The unpublished state of one rule, after waiting for whoever publishes it now. */
  List<Entry> lock(Connection connection, RuleId id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(PENDING + " AND id = ? FOR UPDATE")) {
      select.setObject(1, id.value());
      return read(select);
    }
  }

  /** Unpublished states that nobody else is publishing. */
  List<Entry> lock(Connection connection, int limit) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement(PENDING + " ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED")) {
      select.setInt(1, limit);
      return read(select);
    }
  }

  private static List<Entry> read(PreparedStatement select) throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        RuleId id = new RuleId(row.getObject("id", UUID.class));
        Message message =
            row.getObject("deleted_at") == null
                ? Messages.of(RuleStore.read(row))
                : Messages.tombstone(id);
        entries.add(new Entry(id, row.getLong("revision"), message));
      }
    }
    return entries;
  }

  /** Notes that Kafka has these states; rules that are deleted are forgotten. */
  void published(Connection connection, List<Entry> entries) throws SQLException {
    try (PreparedStatement update =
            connection.prepareStatement("UPDATE rules SET published_revision = ? WHERE id = ?");
        PreparedStatement delete =
            connection.prepareStatement(
                "DELETE FROM rules WHERE id = ? AND deleted_at IS NOT NULL")) {
      for (Entry entry : entries) {
        update.setLong(1, entry.revision());
        update.setObject(2, entry.id().value());
        update.addBatch();
        delete.setObject(1, entry.id().value());
        delete.addBatch();
      }
      update.executeBatch();
      delete.executeBatch();
    }
  }

  /** Marks every rule as unpublished. */
  void reset(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("UPDATE rules SET published_revision = 0");
    }
  }

  /** How many states wait. */
  long count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT count(*) FROM rules WHERE published_revision < revision")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Every rule that has a row, deleted ones whose end is not published included. */
  Set<String> ids(Connection connection) throws SQLException {
    Set<String> ids = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT id FROM rules")) {
      while (row.next()) {
        ids.add(row.getString("id"));
      }
    }
    return ids;
  }
}
