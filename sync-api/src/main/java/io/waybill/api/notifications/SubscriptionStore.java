package io.waybill.api.notifications;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.database.StatementFailedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** The table subscriptions. Each change raises the revision, and enables what was disabled. */
public final class SubscriptionStore {
  private static final String SELECT =
      """
      SELECT s.*, (SELECT count(*) FROM deliveries d
        WHERE d.subscription_id = s.id AND d.state = 'pending') AS pending
      FROM subscriptions s WHERE
      """;

  private static final String UPDATE =
      """
      UPDATE subscriptions SET name = ?, spec = ?::jsonb, updated_at = ?, revision = revision + 1,
          failures = 0, failing_since = NULL, failed_at = NULL, paused_until = NULL,
          last_error = NULL, skipped = 0, disabled_at = NULL, disabled_reason = NULL
      WHERE id = ?
      """;

  private final Database database;

  /** Over this database. */
  public SubscriptionStore(Database database) {
    this.database = database;
  }

  /** Stores a new one. The same id with the same spec again is the same one, not an error. */
  public SubscriptionChange create(SubscriptionId id, SubscriptionSpec spec) {
    try {
      return database.transaction(connection -> create(connection, id, spec));
    } catch (StatementFailedException refused) {
      return nameTaken(refused, spec);
    }
  }

  private static SubscriptionChange create(
      Connection connection, SubscriptionId id, SubscriptionSpec spec) throws SQLException {
    Optional<Subscription> earlier = select(connection, "s.id = ?", id.value());
    if (earlier.isPresent() && earlier.get().spec().equals(spec)) {
      return new SubscriptionChange.Stored(earlier.get());
    }
    Instant now = now();
    String sql =
        "INSERT INTO subscriptions (id, name, revision, spec, created_at, updated_at)"
            + " VALUES (?, ?, 1, ?::jsonb, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, id.value());
      insert.setString(2, spec.name());
      insert.setString(3, Sql.json(spec));
      insert.setObject(4, Sql.time(now));
      insert.setObject(5, Sql.time(now));
      insert.executeUpdate();
    }
    return new SubscriptionChange.Stored(
        new Subscription(id, 1, now, now, spec, SubscriptionHealth.NEW));
  }

  /**
   * Replaces what a person wrote, and begins anew with the receiver, even where nothing is changed.
   *
   * @param expected the revision that the person has seen, where they say
   */
  public SubscriptionChange update(
      SubscriptionId id, SubscriptionSpec spec, OptionalLong expected) {
    try {
      return database.transaction(
          connection -> {
            Optional<SubscriptionChange> refusal = refusal(connection, id, expected);
            if (refusal.isPresent()) {
              return refusal.get();
            }
            try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
              update.setString(1, spec.name());
              update.setString(2, Sql.json(spec));
              update.setObject(3, Sql.time(now()));
              update.setObject(4, id.value());
              update.executeUpdate();
            }
            return select(connection, "s.id = ?", id.value())
                .<SubscriptionChange>map(SubscriptionChange.Stored::new)
                .orElseGet(SubscriptionChange.NotFound::new);
          });
    } catch (StatementFailedException refused) {
      return nameTaken(refused, spec);
    }
  }

  /**
   * Deletes one, with all of its deliveries.
   *
   * @param expected the revision that the person has seen, where they say
   */
  public SubscriptionChange delete(SubscriptionId id, OptionalLong expected) {
    return database.transaction(
        connection -> {
          Optional<SubscriptionChange> refusal = refusal(connection, id, expected);
          if (refusal.isPresent()) {
            return refusal.get();
          }
          for (String sql :
              List.of(
                  "DELETE FROM deliveries WHERE subscription_id = ?",
                  "DELETE FROM subscriptions WHERE id = ?")) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
              delete.setObject(1, id.value());
              delete.executeUpdate();
            }
          }
          return new SubscriptionChange.Deleted();
        });
  }

  private static Optional<SubscriptionChange> refusal(
      Connection connection, SubscriptionId id, OptionalLong expected) throws SQLException {
    String sql = "SELECT revision FROM subscriptions WHERE id = ? FOR UPDATE";
    try (PreparedStatement lock = connection.prepareStatement(sql)) {
      lock.setObject(1, id.value());
      try (ResultSet row = lock.executeQuery()) {
        if (!row.next()) {
          return Optional.of(new SubscriptionChange.NotFound());
        }
        long current = row.getLong(1);
        return expected.isPresent() && expected.getAsLong() != current
            ? Optional.of(new SubscriptionChange.RevisionMismatch(current))
            : Optional.empty();
      }
    }
  }

  /** The one with this id, or else with this name. */
  public Optional<Subscription> find(String idOrName) {
    return database.transaction(
        connection -> {
          Optional<UUID> id = uuid(idOrName);
          Optional<Subscription> byId =
              id.isPresent() ? select(connection, "s.id = ?", id.get()) : Optional.empty();
          return byId.isPresent() ? byId : select(connection, "s.name = ?", idOrName);
        });
  }

  /** Subscriptions in the order of their names, after this one. */
  public List<Subscription> list(String afterName, int limit) {
    String sql = SELECT + "s.name COLLATE \"C\" > ? ORDER BY s.name COLLATE \"C\" LIMIT ?";
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, afterName);
            select.setInt(2, limit);
            List<Subscription> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                found.add(read(row));
              }
            }
            return found;
          }
        });
  }

  private static Optional<Subscription> select(
      Connection connection, String condition, Object value) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(SELECT + condition)) {
      select.setObject(1, value);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  private static Subscription read(ResultSet row) throws SQLException {
    Instant disabledAt = Sql.findTime(row, "disabled_at");
    Instant failingSince = Sql.findTime(row, "failing_since");
    Instant delivered = Sql.findTime(row, "last_delivered_at");
    return new Subscription(
        new SubscriptionId(row.getObject("id", UUID.class)),
        row.getLong("revision"),
        Sql.getTime(row, "created_at"),
        Sql.getTime(row, "updated_at"),
        Sql.getJson(row, "spec", SubscriptionSpec.class),
        new SubscriptionHealth(
            SubscriptionHealth.state(disabledAt, failingSince, delivered),
            row.getLong("pending"),
            row.getLong("skipped"),
            delivered,
            failingSince,
            row.getString("last_error"),
            disabledAt,
            row.getString("disabled_reason")));
  }

  private static SubscriptionChange nameTaken(
      StatementFailedException refused, SubscriptionSpec spec) {
    if (refused.isDuplicate()) {
      return new SubscriptionChange.NameTaken(spec.name());
    }
    throw refused;
  }

  private static Optional<UUID> uuid(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
