package io.waybill.api.records;

import io.waybill.api.access.Condition;
import io.waybill.api.access.Scope;
import io.waybill.schemas.names.Repository;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The repositories that records were ever about. Few beside the records, they say at which of them
 * somebody with a limit has to look: an index leads from a repository to its records, none from
 * what a name begins with.
 */
final class KnownRepositories {
  /** Of so many, records are read repository by repository; of more, newest first and sifted. */
  static final int FEW = 200;

  private KnownRepositories() {}

  /** Those within the scope, by their paths; empty where there is no limit, or more than a few. */
  static Optional<List<String>> within(Connection connection, Scope scope) throws SQLException {
    if (scope.isEverything()) {
      return Optional.empty();
    }
    Condition condition = scope.condition("registry", "path");
    String sql =
        "SELECT DISTINCT path FROM repositories WHERE %s LIMIT %d"
            .formatted(condition.sql(), FEW + 1);
    List<String> paths = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      int index = 0;
      for (Object value : condition.values()) {
        index++;
        if (value instanceof Object[] several) {
          select.setArray(index, connection.createArrayOf("text", several));
        } else {
          select.setObject(index, value);
        }
      }
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          paths.add(row.getString(1));
        }
      }
    }
    return paths.size() > FEW ? Optional.empty() : Optional.of(paths);
  }

  /** Notes where tasks read and write. In one order, so that nobody stands across. */
  static void note(Connection connection, Collection<TaskHistory> some) throws SQLException {
    SortedSet<Repository> named = new TreeSet<>(Comparator.comparing(Repository::toString));
    for (TaskHistory history : some) {
      named.add(history.task().source().repository());
      named.add(history.task().target().repository());
    }
    Array registries =
        connection.createArrayOf(
            "text", named.stream().map(repository -> repository.registry().name()).toArray());
    Array paths = connection.createArrayOf("text", named.stream().map(Repository::path).toArray());
    String sql =
        "INSERT INTO repositories (registry, path) SELECT * FROM unnest(?::text[], ?::text[])"
            + " ON CONFLICT DO NOTHING";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setArray(1, registries);
      insert.setArray(2, paths);
      insert.executeUpdate();
    }
  }
}
