package io.waybill.api.records;

import io.waybill.api.database.Sql;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.TaskStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why tasks may have to wait in their queue. Workers take none of a region whose registries all
 * fail, so no fact tells of the single task; but facts of others have told of its registries.
 */
final class QueueReasons {
  private static final String UNWELL =
      """
      SELECT registry, failed_at, failure FROM registry_health
      WHERE registry = ANY (?) AND failed_at = unwell_at
        AND unwell_at > coalesce(succeeded_at, '-infinity')
      """;

  private QueueReasons() {}

  /** The same records, the queued ones with the reason where one of their registries fails. */
  static List<TaskRecord> explain(Connection connection, List<TaskRecord> records)
      throws SQLException {
    SortedSet<Registry> asked =
        records.stream()
            .filter(QueueReasons::isUnexplained)
            .flatMap(QueueReasons::registries)
            .collect(Collectors.toCollection(TreeSet::new));
    if (asked.isEmpty()) {
      return records;
    }
    Map<Registry, Failure> unwell = unwell(connection, asked);
    return records.stream().map(record -> explain(record, unwell)).toList();
  }

  private static TaskRecord explain(TaskRecord record, Map<Registry, Failure> unwell) {
    if (!isUnexplained(record)) {
      return record;
    }
    return registries(record)
        .flatMap(registry -> Stream.ofNullable(unwell.get(registry)))
        .findFirst()
        .map(record::with)
        .orElse(record);
  }

  private static boolean isUnexplained(TaskRecord record) {
    return record.status() == TaskStatus.QUEUED && record.failure() == null;
  }

  private static Stream<Registry> registries(TaskRecord record) {
    return Stream.of(
        record.target().repository().registry(), record.source().repository().registry());
  }

  private static Map<Registry, Failure> unwell(Connection connection, SortedSet<Registry> asked)
      throws SQLException {
    Map<Registry, Failure> unwell = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(UNWELL)) {
      select.setArray(
          1, connection.createArrayOf("text", asked.stream().map(Registry::name).toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Registry registry = Registry.of(row.getString("registry"));
          unwell.put(
              registry,
              reason(
                  registry,
                  Sql.getTime(row, "failed_at"),
                  Sql.getJson(row, "failure", Failure.class)));
        }
      }
    }
    return unwell;
  }

  private static Failure reason(Registry registry, Instant at, Failure last) {
    return new Failure(
        FailureCode.REGISTRY_DOWN,
        "It is queued, and the registry %s has not done well since it failed at %s. Its last failure: %s"
            .formatted(registry, at.truncatedTo(ChronoUnit.SECONDS), last.reason()),
        last.registryError(),
        FailureCode.REGISTRY_DOWN.hint(),
        null);
  }
}
