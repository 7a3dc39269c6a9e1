package io.waybill.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.database.Database;
import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.api.database.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The table idempotency_keys. */
public final class IdempotencyStore {
  private static final Logger LOG = LoggerFactory.getLogger(IdempotencyStore.class);

  // A request that has not been answered for a minute belongs to a process that is gone.
  private static final String CLAIM =
      """
      INSERT INTO idempotency_keys AS old (caller, route, key, request_hash, expires_at)
      VALUES (?, ?, ?, ?, now() + interval '1 day')
      ON CONFLICT (caller, route, key) DO UPDATE
        SET request_hash = excluded.request_hash, status = NULL, location = NULL, etag = NULL,
            body = NULL, claimed_at = now(), expires_at = excluded.expires_at,
            wish = CASE WHEN old.expires_at < now() OR old.request_hash <> excluded.request_hash
              THEN excluded.wish ELSE old.wish END
        WHERE old.expires_at < now()
          OR (old.status IS NULL AND old.claimed_at < now() - interval '1 minute')
      RETURNING wish
      """;

  // Not deleted: part of it may be done, and is found by its name when it is tried again.
  private static final String RELEASE =
      """
      UPDATE idempotency_keys SET claimed_at = '-infinity'
      WHERE caller = ? AND route = ? AND key = ? AND status IS NULL
      """;

  /**
   * What a request is known by.
   *
   * @param caller who has chosen the key: others' keys mean other things
   */
  record Key(String caller, String route, String key) {}

  /** Whose turn it is. */
  sealed interface Claim {
    /**
     * Nobody has done this before: do it.
     *
     * @param wish the same whenever the same is tried again, and another one a day later
     */
    record Yours(UUID wish) implements Claim {}

    /** It was done, with this answer. */
    record Answered(Answer answer) implements Claim {}

    /** Somebody does it just now. */
    record AtWork() implements Claim {}

    /** The key was used for something else. */
    record AnotherRequest() implements Claim {}
  }

  private final Database database;

  /** Over this database. */
  public IdempotencyStore(Database database) {
    this.database = database;
  }

  Claim claim(Key key, String hash) {
    return database.transaction(
        connection -> {
          try (PreparedStatement insert = connection.prepareStatement(CLAIM)) {
            bind(insert, key);
            insert.setString(4, hash);
            try (ResultSet row = insert.executeQuery()) {
              if (row.next()) {
                return new Claim.Yours(row.getObject("wish", UUID.class));
              }
            }
          }
          return look(connection, key, hash);
        });
  }

  private static Claim look(Connection connection, Key key, String hash) throws SQLException {
    String sql =
        "SELECT request_hash, status, location, etag, body FROM idempotency_keys"
            + " WHERE caller = ? AND route = ? AND key = ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      bind(select, key);
      try (ResultSet row = select.executeQuery()) {
        // Gone between the two statements: its day is over.
        if (!row.next()) {
          return new Claim.AtWork();
        }
        if (!row.getString("request_hash").equals(hash)) {
          return new Claim.AnotherRequest();
        }
        if (row.getObject("status") == null) {
          return new Claim.AtWork();
        }
        return new Claim.Answered(
            new Answer(
                row.getInt("status"),
                row.getString("location"),
                row.getString("etag"),
                Sql.getJson(row, "body", JsonNode.class)));
      }
    }
  }

  void keep(Key key, Answer answer) {
    String sql =
        "UPDATE idempotency_keys SET status = ?, location = ?, etag = ?, body = ?::jsonb"
            + " WHERE caller = ? AND route = ? AND key = ?";
    try {
      database.transaction(
          connection -> {
            try (PreparedStatement update = connection.prepareStatement(sql)) {
              update.setInt(1, answer.status());
              update.setString(2, answer.location());
              update.setString(3, answer.etag());
              update.setString(4, Sql.json(answer.body()));
              update.setString(5, key.caller());
              update.setString(6, key.route());
              update.setString(7, key.key());
              return update.executeUpdate();
            }
          });
    } catch (DatabaseUnavailableException away) {
      // It is done: saying otherwise would be worse. Asked again, it makes the same thing again.
      LOG.warn("The answer to a request could not be kept under its Idempotency-Key", away);
    }
  }

  void release(Key key, Exception failed) {
    try {
      database.transaction(
          connection -> {
            try (PreparedStatement release = connection.prepareStatement(RELEASE)) {
              bind(release, key);
              return release.executeUpdate();
            }
          });
    } catch (DatabaseUnavailableException away) {
      failed.addSuppressed(away);
    }
  }

  /** Forgets what is older than a day. */
  public int expire() {
    return database.transaction(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "DELETE FROM idempotency_keys WHERE expires_at < now()")) {
            return delete.executeUpdate();
          }
        });
  }

  private static void bind(PreparedStatement statement, Key key) throws SQLException {
    statement.setString(1, key.caller());
    statement.setString(2, key.route());
    statement.setString(3, key.key());
  }
}
