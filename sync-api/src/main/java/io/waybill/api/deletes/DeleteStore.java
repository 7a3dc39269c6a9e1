package io.waybill.api.deletes;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tables deletes and delete_brakes. Counted are tags and not tasks: docker distribution tells
 * of the tag and of its digest, which makes two tasks of one deletion.
 */
public final class DeleteStore {
  /** Longer than publishing may take, short enough where the process dies. */
  private static final String CLAIM = "now() + interval '1 minute'";

  /**
   * Which deletes d count against the brake b of their rule; the parameter is the window's seconds.
   */
  static final String COUNTED =
      """
      (d.state = 'held' OR (d.state = 'released'
          AND d.released_at > now() - ? * interval '1 second'
          AND (b.counted_since IS NULL OR d.released_at > b.counted_since)
          AND d.decided_by IS NULL))
      """;

  private static final String UNCLAIMED = "(claimed_until IS NULL OR claimed_until < now())";

  /**
   * A deletion that one process may carry on with.
   *
   * @param task the task, held
   * @param decidedBy who decided about it, where somebody had to be asked
   */
  record Claimed(SyncTask task, @Nullable String decidedBy) {}

  private final Database database;

  /** Over this database. */
  public DeleteStore(Database database) {
    this.database = database;
  }

  /** Rules with deletes that nobody is carrying on with. */
  List<RuleId> waitingRules() {
    String sql = "SELECT DISTINCT rule_id FROM deletes WHERE state <> 'released' AND " + UNCLAIMED;
    return database.transaction(
        connection -> {
          List<RuleId> rules = new ArrayList<>();
          try (Statement select = connection.createStatement();
              ResultSet row = select.executeQuery(sql)) {
            while (row.next()) {
              rules.add(new RuleId(row.getObject("rule_id", UUID.class)));
            }
          }
          return rules;
        });
  }

  /**
   * How a rule's deletes stand. Where they wait for a person, all that were held until {@link
   * BrakeState#heldUntil()} are counted: who is just holding some is waited for.
   */
  public BrakeState state(RuleId rule) {
    return database.transaction(
        connection -> {
          BrakeState state = state(connection, rule);
          if (!state.asks()) {
            return state;
          }
          try (Statement lock = connection.createStatement()) {
            lock.execute("LOCK TABLE deletes IN SHARE MODE");
          }
          return state(connection, rule);
        });
  }

  private static BrakeState state(Connection connection, RuleId rule) throws SQLException {
    String sql =
        """
        SELECT (SELECT count(DISTINCT target) FROM deletes WHERE rule_id = r.id
                AND state <> 'released') AS waiting,
            (SELECT count(DISTINCT target) FROM deletes WHERE rule_id = r.id AND state = 'released'
                AND released_at > now() - ? * interval '1 second') AS released,
            b.engaged_at, b.reason,
            CASE WHEN b.engaged_at IS NOT NULL THEN (SELECT max(held_at) FROM deletes
                WHERE rule_id = r.id AND state = 'held') END AS held_until
        FROM (SELECT ?::uuid AS id) r LEFT JOIN delete_brakes b ON b.rule_id = r.id
        """;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, BrakePolicy.WINDOW.toSeconds());
      select.setObject(2, rule.value());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new BrakeState(
            row.getInt("waiting"),
            row.getInt("released"),
            Sql.findTime(row, "engaged_at"),
            row.getString("reason"),
            Sql.findTime(row, "held_until"));
      }
    }
  }

  /** How many deletes wait for a person, of all rules. */
  public long held() {
    String sql =
        "SELECT count(DISTINCT (d.rule_id, d.target)) FROM deletes d"
            + " JOIN delete_brakes b USING (rule_id)"
            + " WHERE d.state = 'held' AND b.engaged_at IS NOT NULL";
    return database.transaction(
        connection -> {
          try (Statement select = connection.createStatement();
              ResultSet row = select.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
          }
        });
  }

  /**
   * A person decides about those that wait: they are let go, or are not wanted. Where none is left
   * that waits, the brake is off, and counts anew.
   *
   * @param heldUntil only about those that were held until then, which is what the person has seen;
   *     null = about all
   * @return how many tags
   */
  public int decide(RuleId rule, Verdict verdict, @Nullable Instant heldUntil, String by) {
    return database.transaction(
        connection -> {
          lock(connection, rule);
          String decide =
              "WITH decided AS (UPDATE deletes SET state = ?, decided_by = ?, claimed_until = NULL"
                  + " WHERE rule_id = ? AND state = 'held'"
                  + " AND held_at <= coalesce(?::timestamptz, 'infinity') RETURNING target)"
                  + " SELECT count(DISTINCT target) FROM decided";
          int decided;
          try (PreparedStatement update = connection.prepareStatement(decide)) {
            update.setString(1, verdict.state());
            update.setString(2, by);
            update.setObject(3, rule.value());
            update.setObject(4, Sql.time(heldUntil), Types.TIMESTAMP_WITH_TIMEZONE);
            try (ResultSet row = update.executeQuery()) {
              row.next();
              decided = row.getInt(1);
            }
          }
          release(connection, rule);
          return decided;
        });
  }

  /** What a person says of deletes that wait. */
  public enum Verdict {
    /** They are to happen. */
    RELEASE("approved"),
    /** They are not. */
    DISCARD("discarded");

    private final String state;

    Verdict(String state) {
      this.state = state;
    }

    String state() {
      return state;
    }
  }

  /** Forgets what does not count any more. */
  void forget(Duration age) {
    database.transaction(
        connection -> {
          try (PreparedStatement delete =
              connection.prepareStatement(
                  "DELETE FROM deletes WHERE state = 'released'"
                      + " AND released_at < now() - ? * interval '1 second'")) {
            delete.setLong(1, age.toSeconds());
            return delete.executeUpdate();
          }
        });
  }

  /** Locks the rule's brake; whoever has the lock decides about the rule's deletes. */
  static boolean lock(Connection connection, RuleId rule) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO delete_brakes (rule_id) VALUES (?) ON CONFLICT DO NOTHING")) {
      insert.setObject(1, rule.value());
      insert.executeUpdate();
    }
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT engaged_at IS NOT NULL FROM delete_brakes WHERE rule_id = ? FOR UPDATE")) {
      select.setObject(1, rule.value());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  /** All deletes of the rule wait for a person from now on. */
  static void engage(Connection connection, RuleId rule, String reason) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE delete_brakes SET engaged_at = now(), reason = ? WHERE rule_id = ?")) {
      update.setString(1, reason);
      update.setObject(2, rule.value());
      update.executeUpdate();
    }
  }

  /** Takes the brake off, unless something still waits for a person. */
  private static void release(Connection connection, RuleId rule) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE delete_brakes SET engaged_at = NULL, reason = NULL, counted_since = now()"
                + " WHERE rule_id = ? AND NOT EXISTS (SELECT FROM deletes"
                + " WHERE rule_id = delete_brakes.rule_id AND state = 'held')")) {
      update.setObject(1, rule.value());
      update.executeUpdate();
    }
  }

  /** Claims what is in this state. */
  static List<Claimed> claim(Connection connection, RuleId rule, String state, int limit)
      throws SQLException {
    String sql =
        "UPDATE deletes SET claimed_until = "
            + CLAIM
            + " WHERE task_id IN (SELECT task_id FROM deletes WHERE rule_id = ? AND state = ? AND "
            + UNCLAIMED
            + " ORDER BY held_at LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING task, decided_by";
    List<Claimed> claimed = new ArrayList<>();
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, rule.value());
      update.setString(2, state);
      update.setInt(3, limit);
      try (ResultSet row = update.executeQuery()) {
        while (row.next()) {
          claimed.add(
              new Claimed(Sql.getJson(row, "task", SyncTask.class), row.getString("decided_by")));
        }
      }
    }
    return claimed;
  }
}
