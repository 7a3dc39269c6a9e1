package io.waybill.api.notifications;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.tasks.TaskId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The table deliveries, as it is looked at and cleared; {@link DeliveryClaims} is how it is worked
 * on.
 */
public final class DeliveryStore {
  private static final String LIST =
      """
      SELECT * FROM deliveries WHERE subscription_id = ? AND seq < ? ORDER BY seq DESC LIMIT ?
      """;

  private static final String GIVE_UP =
      """
      UPDATE deliveries SET state = 'failed', ended_at = now(), claimed_until = NULL,
          error = coalesce(error, 'It was never tried: the subscription was disabled or waited.')
      WHERE state = 'pending' AND created_at < now() - ? * interval '1 millisecond'
        AND (claimed_until IS NULL OR claimed_until < now())
      """;

  private static final String FORGET =
      "DELETE FROM deliveries WHERE ended_at < now() - ? * interval '1 millisecond'";

  private static final String FORGET_ORPHANS =
      """
      DELETE FROM deliveries d WHERE state = 'pending'
        AND NOT EXISTS (SELECT 1 FROM subscriptions s WHERE s.id = d.subscription_id)
      """;

  /**
   * A delivery and its place in the list.
   *
   * @param delivery what is shown
   * @param place where it stands in the order of the list
   */
  public record Placed(Delivery delivery, long place) {}

  private final Database database;

  /** Over this database. */
  public DeliveryStore(Database database) {
    this.database = database;
  }

  /** Deliveries of a subscription, the newest first, after this place. */
  public List<Placed> list(SubscriptionId subscription, long before, int limit) {
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(LIST)) {
            select.setObject(1, subscription.value());
            select.setLong(2, before);
            select.setInt(3, limit);
            List<Placed> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                found.add(new Placed(read(row), row.getLong("seq")));
              }
            }
            return found;
          }
        });
  }

  private static Delivery read(ResultSet row) throws SQLException {
    Delivery.State state = Sql.parse(Delivery.State.class, row.getString("state"));
    return new Delivery(
        row.getObject("id", UUID.class),
        new TaskId(row.getObject("task_id", UUID.class)),
        state,
        Sql.getTime(row, "created_at"),
        row.getInt("attempts"),
        Sql.findTime(row, "tried_at"),
        row.getObject("took_ms", Long.class),
        row.getObject("answered", Integer.class),
        row.getString("error"),
        state == Delivery.State.PENDING ? Sql.getTime(row, "due_at") : null,
        Sql.findTime(row, "ended_at"));
  }

  /**
   * Gives up what could not be delivered in its time, and forgets what nobody will look at again.
   *
   * @param retryFor how long a notification is tried
   * @param keep how long its delivery is shown afterwards
   */
  public void clear(Duration retryFor, Duration keep) {
    run(GIVE_UP, retryFor);
    run(FORGET, keep);
    database.transaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(FORGET_ORPHANS)) {
            return statement.executeUpdate();
          }
        });
  }

  private void run(String sql, Duration age) {
    database.transaction(
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, age.toMillis());
            return statement.executeUpdate();
          }
        });
  }
}
