package io.waybill.api.rules;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.database.StatementFailedException;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The table rules. Each change raises the rule's revision, and so marks it as not yet published; a
 * deleted rule keeps its row until {@link RulePublisher} has told of its end.
 */
public final class RuleStore {
  /** Is told of a change in the transaction that makes it. */
  @FunctionalInterface
  public interface Witness {
    /** Nobody wants to know. */
    Witness NONE = (connection, before, after) -> {};

    /** Writes down what has changed; null = it was not there, or is gone. */
    void changed(Connection connection, @Nullable Rule before, @Nullable Rule after)
        throws SQLException;
  }

  private static final String COLUMNS = "id, revision, created_at, updated_at, spec";

  private static final int FETCH = 500;

  /**
   * All rules as they were.
   *
   * @param state of which state of the table
   * @param rules in the order of their names
   */
  private record Snapshot(String state, List<Rule> rules) {}

  private final Database database;
  private volatile @Nullable Snapshot snapshot;

  /** Over this database. */
  public RuleStore(Database database) {
    this.database = database;
  }

  /** Stores a new rule. The same id with the same spec again is the same rule, not an error. */
  public RuleChange create(RuleId id, RuleSpec spec, Witness witness) {
    try {
      return database.transaction(connection -> create(connection, id, spec, witness));
    } catch (StatementFailedException refused) {
      return nameTaken(refused, spec);
    }
  }

  private static RuleChange create(Connection connection, RuleId id, RuleSpec spec, Witness witness)
      throws SQLException {
    Optional<Rule> earlier = select(connection, "id = ?", id.value());
    if (earlier.isPresent() && earlier.get().spec().equals(spec)) {
      return new RuleChange.Stored(earlier.get());
    }
    Instant now = now();
    Rule rule = new Rule(id, 1, now, now, spec);
    String sql =
        "INSERT INTO rules (id, name, revision, spec, created_at, updated_at)"
            + " VALUES (?, ?, 1, ?::jsonb, ?, ?)";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setObject(1, id.value());
      insert.setString(2, spec.name());
      insert.setString(3, Sql.json(spec));
      insert.setObject(4, Sql.time(now));
      insert.setObject(5, Sql.time(now));
      insert.executeUpdate();
    }
    witness.changed(connection, null, rule);
    return new RuleChange.Stored(rule);
  }

  /**
   * Replaces what a person wrote. A spec that changes nothing makes no revision.
   *
   * @param expected the revision that the person has seen, where they say
   */
  public RuleChange update(RuleId id, RuleSpec spec, OptionalLong expected, Witness witness) {
    try {
      return database.transaction(
          connection -> {
            Optional<Rule> found = lock(connection, id);
            if (found.isEmpty()) {
              return new RuleChange.NotFound();
            }
            Rule current = found.get();
            if (expected.isPresent() && expected.getAsLong() != current.revision()) {
              return new RuleChange.RevisionMismatch(current.revision());
            }
            if (current.spec().equals(spec)) {
              return new RuleChange.Stored(current);
            }
            Rule replaced = replace(connection, current, spec);
            witness.changed(connection, current, replaced);
            return new RuleChange.Stored(replaced);
          });
    } catch (StatementFailedException refused) {
      return nameTaken(refused, spec);
    }
  }

  private static Rule replace(Connection connection, Rule current, RuleSpec spec)
      throws SQLException {
    Instant now = now();
    String sql =
        "UPDATE rules SET name = ?, revision = revision + 1, spec = ?::jsonb, updated_at = ?"
            + " WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, spec.name());
      update.setString(2, Sql.json(spec));
      update.setObject(3, Sql.time(now));
      update.setObject(4, current.id().value());
      update.executeUpdate();
    }
    return new Rule(current.id(), current.revision() + 1, current.createdAt(), now, spec);
  }

  /**
   * Deletes a rule; its name is free at once.
   *
   * @param expected the revision that the person has seen, where they say
   */
  public RuleChange delete(RuleId id, OptionalLong expected, Witness witness) {
    return database.transaction(
        connection -> {
          Optional<Rule> found = lock(connection, id);
          if (found.isEmpty()) {
            return new RuleChange.NotFound();
          }
          long revision = found.get().revision();
          if (expected.isPresent() && expected.getAsLong() != revision) {
            return new RuleChange.RevisionMismatch(revision);
          }
          String sql = "UPDATE rules SET revision = revision + 1, deleted_at = now() WHERE id = ?";
          try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setObject(1, id.value());
            update.executeUpdate();
          }
          witness.changed(connection, found.get(), null);
          return new RuleChange.Deleted(id);
        });
  }

  /** The rule with this id, or else with this name. */
  public Optional<Rule> find(String idOrName) {
    if (idOrName.indexOf(0) >= 0) { // PostgreSQL has no text with it.
      return Optional.empty();
    }
    return database.transaction(
        connection -> {
          Optional<UUID> id = uuid(idOrName);
          Optional<Rule> byId =
              id.isPresent() ? select(connection, "id = ?", id.get()) : Optional.empty();
          return byId.isPresent() ? byId : select(connection, "name = ?", idOrName);
        });
  }

  /** Rules in the order of their names, after this one. */
  public List<Rule> list(String afterName, int limit) {
    return list(afterName, limit, spec -> true);
  }

  /** Every rule that the condition holds for, in the order of their names. */
  public List<Rule> list(Predicate<RuleSpec> condition) {
    return all().stream().filter(rule -> condition.test(rule.spec())).toList();
  }

  /** The first rules after this name that the condition holds for, in the order of their names. */
  public List<Rule> list(String afterName, int limit, Predicate<RuleSpec> condition) {
    String sql =
        "SELECT "
            + COLUMNS
            + " FROM rules WHERE deleted_at IS NULL AND name COLLATE \"C\" > ?"
            + " ORDER BY name COLLATE \"C\"";
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, afterName);
            // Read as far as the page reaches, and no further.
            select.setFetchSize(Math.min(limit, FETCH));
            List<Rule> rules = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (rules.size() < limit && row.next()) {
                Rule rule = read(row);
                if (condition.test(rule.spec())) {
                  rules.add(rule);
                }
              }
            }
            return rules;
          }
        });
  }

  /**
   * All rules, in the order of their names. They are read when one of them has changed, here or in
   * another process, and not for each question about them: of ten thousand that is most of the
   * work.
   */
  public List<Rule> all() {
    // Asked before the rules are read: what changes in between is read once more.
    String state = state();
    Snapshot known = snapshot;
    if (known == null || !known.state().equals(state)) {
      known = new Snapshot(state, List.copyOf(list("", Integer.MAX_VALUE)));
      snapshot = known;
    }
    return known.rules();
  }

  /** Which rules there are at which revisions, in a word. */
  private String state() {
    String sql =
        "SELECT concat(count(*), ' ', sum(hashtextextended(concat(id, ' ', revision), 0)::numeric))"
            + " FROM rules WHERE deleted_at IS NULL";
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql);
              ResultSet row = select.executeQuery()) {
            row.next();
            return row.getString(1);
          }
        });
  }

  private static Optional<Rule> lock(Connection connection, RuleId id) throws SQLException {
    return select(connection, "id = ? FOR UPDATE", id.value());
  }

  private static Optional<Rule> select(Connection connection, String condition, Object value)
      throws SQLException {
    String sql = "SELECT " + COLUMNS + " FROM rules WHERE deleted_at IS NULL AND " + condition;
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, value);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(read(row)) : Optional.empty();
      }
    }
  }

  static Rule read(ResultSet row) throws SQLException {
    return new Rule(
        new RuleId(row.getObject("id", UUID.class)),
        row.getLong("revision"),
        Sql.getTime(row, "created_at"),
        Sql.getTime(row, "updated_at"),
        Sql.getJson(row, "spec", RuleSpec.class));
  }

  private static RuleChange nameTaken(StatementFailedException refused, RuleSpec spec) {
    if (refused.isDuplicate()) {
      return new RuleChange.NameTaken(spec.name());
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
