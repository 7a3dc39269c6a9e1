package io.waybill.api.registries;

import io.waybill.api.database.Sql;
import io.waybill.api.records.Attempt;
import io.waybill.api.records.HistoryListener;
import io.waybill.api.records.TaskHistory;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptEnded;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Notes what each try says of its registries, in the transaction that makes history. */
public final class RegistryWatch implements HistoryListener {
  private static final String SAVE =
      """
      INSERT INTO registry_health AS h
        (registry, succeeded_at, failed_at, failure, failed_task, unwell_at)
      VALUES (?, ?, ?, ?::jsonb, ?, ?)
      ON CONFLICT (registry) DO UPDATE SET
        succeeded_at = greatest(h.succeeded_at, excluded.succeeded_at),
        unwell_at = greatest(h.unwell_at, excluded.unwell_at),
        failed_at = greatest(h.failed_at, excluded.failed_at),
        failure = CASE WHEN h.failed_at IS NULL OR excluded.failed_at >= h.failed_at
          THEN excluded.failure ELSE h.failure END,
        failed_task = CASE WHEN h.failed_at IS NULL OR excluded.failed_at >= h.failed_at
          THEN excluded.failed_task ELSE h.failed_task END
      """;

  /** The last of each kind that a batch of facts says of a registry. */
  private static final class Latest {
    private @Nullable Instant succeededAt;
    private @Nullable Instant unwellAt;
    private @Nullable Sighting failure;

    void add(Sighting sighting) {
      if (sighting.failure() == null) {
        succeededAt = later(succeededAt, sighting.at());
        return;
      }
      if (sighting.isUnwell()) {
        unwellAt = later(unwellAt, sighting.at());
      }
      if (failure == null || sighting.at().isAfter(failure.at())) {
        failure = sighting;
      }
    }

    private static Instant later(@Nullable Instant one, Instant other) {
      return one == null || other.isAfter(one) ? other : one;
    }
  }

  /** Written in the order of their names, so that two transactions never wait for each other. */
  @Override
  public void changed(Connection connection, List<Change> changes) throws SQLException {
    Map<Registry, Latest> latest = new TreeMap<>();
    for (Change change : changes) {
      for (Attempt attempt : change.after().attempts().values()) {
        AttemptEnded end = attempt.ended();
        if (end != null && !isKnown(change.before(), attempt)) {
          for (Sighting sighting : Sighting.of(change.after().task(), end)) {
            latest.computeIfAbsent(sighting.registry(), any -> new Latest()).add(sighting);
          }
        }
      }
    }
    if (!latest.isEmpty()) {
      save(connection, latest);
    }
  }

  private static boolean isKnown(@Nullable TaskHistory before, Attempt attempt) {
    return before != null && attempt.equals(before.attempts().get(attempt.id()));
  }

  private static void save(Connection connection, Map<Registry, Latest> latest)
      throws SQLException {
    try (PreparedStatement save = connection.prepareStatement(SAVE)) {
      for (Map.Entry<Registry, Latest> entry : latest.entrySet()) {
        Latest found = entry.getValue();
        Sighting failure = found.failure;
        save.setString(1, entry.getKey().name());
        save.setObject(2, Sql.time(found.succeededAt));
        save.setObject(3, failure == null ? null : Sql.time(failure.at()));
        save.setString(4, failure == null ? null : Sql.json(failure.failure()));
        save.setObject(5, failure == null ? null : failure.task().value());
        save.setObject(6, Sql.time(found.unwellAt));
        save.addBatch();
      }
      save.executeBatch();
    }
  }
}
