package io.waybill.api.notifications;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.receivers.Verdict;
import io.waybill.chassis.config.NotificationsConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * Gives one API process at a time the right to send a notification, and notes what became of it.
 *
 * <p>Each subscription has a few tries under way at most, and only one while its receiver fails, so
 * that those of a dead one are nobody else's delay. Notifications of one target go one after the
 * other; one that was refused several times holds the next ones up no longer.
 */
final class DeliveryClaims {
  private static final String SUPERSEDE =
      """
      UPDATE deliveries d SET state = 'superseded', ended_at = now()
      WHERE d.newest_only AND d.state = 'pending'
        AND (d.claimed_until IS NULL OR d.claimed_until < now())
        AND EXISTS (SELECT 1 FROM deliveries n WHERE n.subscription_id = d.subscription_id
          AND n.lane = d.lane AND n.state = 'pending' AND n.seq > d.seq)
      """;

  private static final String CLAIM =
      """
      UPDATE deliveries SET claimed_until = now() + ? * interval '1 millisecond'
      FROM (
        SELECT s.id AS subscription, s.spec, s.failures, p.id FROM subscriptions s
        CROSS JOIN LATERAL (
          SELECT d.id FROM deliveries d
          WHERE d.subscription_id = s.id AND d.state = 'pending' AND d.due_at <= now()
            AND (d.claimed_until IS NULL OR d.claimed_until < now())
            AND NOT EXISTS (SELECT 1 FROM deliveries e
              WHERE e.subscription_id = s.id AND e.lane = d.lane AND e.state = 'pending'
                AND e.seq < d.seq AND (e.newest_only OR e.attempts < 8))
          ORDER BY d.seq
          LIMIT greatest(0, CASE WHEN s.failures > 0 THEN 1 ELSE 8 END - (
            SELECT count(*) FROM deliveries c WHERE c.subscription_id = s.id
              AND c.state = 'pending' AND c.claimed_until >= now()))
          FOR UPDATE OF d SKIP LOCKED) p
        WHERE s.disabled_at IS NULL AND (s.spec->>'enabled')::boolean
          AND (s.paused_until IS NULL OR s.paused_until <= now())) due
      WHERE deliveries.id = due.id
      RETURNING deliveries.id, due.subscription, due.spec, due.failures, event, attempts
      """;

  private static final String TAKEN =
      """
      UPDATE deliveries SET state = 'delivered', attempts = attempts + 1, tried_at = now(),
          took_ms = ?, answered = ?, error = NULL, ended_at = now(), claimed_until = NULL
      WHERE id = ? AND state = 'pending'
      """;

  private static final String WELL =
      """
      UPDATE subscriptions SET failures = 0, failing_since = NULL, failed_at = NULL,
          paused_until = NULL, last_error = NULL, last_delivered_at = now()
      WHERE id = ?
      """;

  private static final String REFUSED =
      """
      UPDATE deliveries SET attempts = attempts + 1, tried_at = now(), took_ms = ?, answered = ?,
          error = ?, claimed_until = NULL, due_at = now() + t.wait,
          state = CASE WHEN created_at + t.life < now() + t.wait THEN 'failed' ELSE state END,
          ended_at = CASE WHEN created_at + t.life < now() + t.wait THEN now() END
      FROM (SELECT ? * interval '1 millisecond' AS wait, ? * interval '1 millisecond' AS life) t
      WHERE id = ? AND state = 'pending'
      """;

  private static final String ILL =
      """
      UPDATE subscriptions SET failures = failures + 1, failed_at = now(), last_error = ?,
          failing_since =
              CASE WHEN failing_since IS NULL OR failed_at < now() - t.life THEN now()
              ELSE failing_since END,
          paused_until = CASE WHEN ? THEN now() + t.pause ELSE paused_until END,
          disabled_at = CASE WHEN ? OR (failing_since < now() - t.patience
              AND failed_at >= now() - t.life) THEN now() END,
          disabled_reason = CASE WHEN ? THEN ? WHEN failing_since < now() - t.patience
              AND failed_at >= now() - t.life THEN ? END
      FROM (SELECT ? * interval '1 millisecond' AS pause, ? * interval '1 millisecond' AS life,
          ? * interval '1 millisecond' AS patience) t
      WHERE id = ? AND disabled_at IS NULL
      """;

  /**
   * A notification to be sent now.
   *
   * @param id the event's id
   * @param subscription whose it is
   * @param spec whom to tell, and how
   * @param failures how often the receiver has failed since it took something
   * @param event what is sent
   * @param attempts how often it was tried
   */
  record Due(
      UUID id,
      SubscriptionId subscription,
      SubscriptionSpec spec,
      int failures,
      String event,
      int attempts) {}

  private final Database database;
  private final NotificationsConfig config;

  DeliveryClaims(Database database, NotificationsConfig config) {
    this.database = database;
    this.config = config;
  }

  /** Claims whatever is due, a few of each subscription. */
  List<Due> claim() {
    // Workloads take two requests. Longer than that, short enough when the process dies.
    Duration claim = config.timeout().duration().multipliedBy(3).plusSeconds(10);
    return database.transaction(
        connection -> {
          try (PreparedStatement supersede = connection.prepareStatement(SUPERSEDE)) {
            supersede.executeUpdate();
          }
          try (PreparedStatement update = connection.prepareStatement(CLAIM)) {
            update.setLong(1, claim.toMillis());
            List<Due> due = new ArrayList<>();
            try (ResultSet row = update.executeQuery()) {
              while (row.next()) {
                due.add(read(row));
              }
            }
            return due;
          }
        });
  }

  private static Due read(ResultSet row) throws SQLException {
    return new Due(
        row.getObject("id", UUID.class),
        new SubscriptionId(row.getObject("subscription", UUID.class)),
        Sql.getJson(row, "spec", SubscriptionSpec.class),
        row.getInt("failures"),
        row.getString("event"),
        row.getInt("attempts"));
  }

  /**
   * Notes what became of a try.
   *
   * @param took how long it took
   * @param wait after which time it is tried again, where it has to be
   * @param pause how long the receiver is left alone, where it is away
   */
  void note(Due due, Verdict verdict, Duration took, Duration wait, Duration pause) {
    database.transaction(
        connection -> {
          switch (verdict) {
            case Verdict.Taken taken -> taken(connection, due, taken, took);
            case Verdict.Refused refused -> {
              refused(connection, due, refused.status(), refused.why(), took, wait);
              ill(connection, due.subscription(), refused.why(), refused.isAway(), false, pause);
            }
            case Verdict.Gone gone -> {
              Duration never = config.retryFor().duration();
              refused(connection, due, gone.status(), gone.why(), took, never);
              ill(connection, due.subscription(), gone.why(), false, true, pause);
            }
          }
          return verdict;
        });
  }

  private static void taken(Connection connection, Due due, Verdict.Taken taken, Duration took)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(TAKEN)) {
      update.setLong(1, took.toMillis());
      update.setInt(2, taken.answered());
      update.setObject(3, due.id());
      update.executeUpdate();
    }
    try (PreparedStatement update = connection.prepareStatement(WELL)) {
      update.setObject(1, due.subscription().value());
      update.executeUpdate();
    }
  }

  private void refused(
      Connection connection,
      Due due,
      OptionalInt answered,
      String why,
      Duration took,
      Duration wait)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(REFUSED)) {
      update.setLong(1, took.toMillis());
      if (answered.isPresent()) {
        update.setInt(2, answered.getAsInt());
      } else {
        update.setNull(2, Types.INTEGER);
      }
      update.setString(3, why);
      update.setLong(4, wait.toMillis());
      update.setLong(5, config.retryFor().duration().toMillis());
      update.setObject(6, due.id());
      update.executeUpdate();
    }
  }

  private void ill(
      Connection connection,
      SubscriptionId subscription,
      String why,
      boolean away,
      boolean gone,
      Duration pause)
      throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(ILL)) {
      update.setString(1, why);
      update.setBoolean(2, away);
      update.setBoolean(3, gone);
      update.setBoolean(4, gone);
      update.setString(5, why);
      update.setString(
          6,
          "Every delivery has failed for %s (api.notifications.disableAfter). The last time: %s"
              .formatted(config.disableAfter(), why));
      update.setLong(7, pause.toMillis());
      update.setLong(8, config.retryFor().duration().toMillis());
      update.setLong(9, config.disableAfter().duration().toMillis());
      update.setObject(10, subscription.value());
      update.executeUpdate();
    }
  }
}
