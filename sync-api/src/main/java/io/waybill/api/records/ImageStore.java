package io.waybill.api.records;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Answers where an image is, and what is there. */
public final class ImageStore {
  private static final String DIGESTS =
      "SELECT * FROM image_digests WHERE target = ANY (?) ORDER BY last_seen_at, last_task_id";

  // With both times, so that one partition is looked into.
  private static final String TASKS =
      "SELECT task_id, status, ended_at, retry_at, failure FROM records"
          + " WHERE task_id = ANY (?) AND planned_at = ANY (?)";

  private final Database database;

  /** Over this database. */
  public ImageStore(Database database) {
    this.database = database;
  }

  /** A row of the table images. */
  private record Wanted(
      String target, String source, Region region, Instant plannedAt, TaskId taskId) {}

  /** A row of the table image_digests. */
  private record Seen(
      String digest,
      Instant first,
      Instant last,
      TaskId lastTask,
      @Nullable Instant put,
      @Nullable TaskId putTask,
      @Nullable String putSource,
      @Nullable RuleId putRule,
      @Nullable String putRuleName) {}

  /** What is known of this target; empty where no task was ever told of. */
  public Optional<ImageState> find(Reference target) {
    return states("target", target).stream().findFirst();
  }

  /** The targets that were made of this source, and what is known of each, in their order. */
  public List<ImageState> copies(Reference source) {
    return states("source", source);
  }

  private List<ImageState> states(String column, Reference reference) {
    return database.transaction(
        connection -> {
          // Of one target the last row wins, which is its newest task.
          Map<String, Wanted> targets = new LinkedHashMap<>();
          String sql =
              "SELECT target, source, region, planned_at, task_id FROM images WHERE %s = ?"
                      .formatted(column)
                  + " ORDER BY target, planned_at, task_id";
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, reference.text());
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                Wanted wanted = wanted(row);
                targets.put(wanted.target(), wanted);
              }
            }
          }
          if (targets.isEmpty()) {
            return List.of();
          }
          Map<String, List<Seen>> seen = seen(connection, targets);
          Map<TaskId, ImageState.Newest> tasks = tasks(connection, targets);
          return targets.values().stream()
              .map(
                  wanted ->
                      state(
                          wanted,
                          seen.getOrDefault(wanted.target(), List.of()),
                          tasks.get(wanted.taskId())))
              .toList();
        });
  }

  private static ImageState state(
      Wanted wanted, List<Seen> all, ImageState.@Nullable Newest newest) {
    Reference target = Reference.parse(wanted.target());
    Reference source = Reference.parse(wanted.source());
    if (all.isEmpty()) {
      return new ImageState(
          target, wanted.region(), null, null, null, source, null, null, null, null, newest);
    }
    Seen now = all.getLast();
    Instant other = all.size() == 1 ? Instant.MIN : all.get(all.size() - 2).last();
    boolean put = now.put() != null && now.put().isAfter(other);
    boolean removed = now.digest().equals(ImageStates.REMOVED);
    return new ImageState(
        target,
        wanted.region(),
        removed ? null : Digest.parse(now.digest()),
        put ? now.put() : now.first().isAfter(other) ? now.first() : now.last(),
        removed ? null : put,
        put && now.putSource() != null ? Reference.parse(now.putSource()) : source,
        put ? now.putTask() : now.lastTask(),
        put ? now.putRule() : null,
        put ? now.putRuleName() : null,
        now.last(),
        newest);
  }

  private static Map<String, List<Seen>> seen(Connection connection, Map<String, Wanted> targets)
      throws SQLException {
    Map<String, List<Seen>> seen = new LinkedHashMap<>();
    try (PreparedStatement select = connection.prepareStatement(DIGESTS)) {
      select.setArray(1, connection.createArrayOf("text", targets.keySet().toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          seen.computeIfAbsent(row.getString("target"), none -> new ArrayList<>()).add(seen(row));
        }
      }
    }
    return seen;
  }

  private static Map<TaskId, ImageState.Newest> tasks(
      Connection connection, Map<String, Wanted> targets) throws SQLException {
    Map<TaskId, Wanted> wanted = new LinkedHashMap<>();
    targets.values().forEach(one -> wanted.put(one.taskId(), one));
    Map<TaskId, ImageState.Newest> tasks = new LinkedHashMap<>();
    try (PreparedStatement select = connection.prepareStatement(TASKS)) {
      select.setArray(1, HistoryStore.uuids(connection, wanted.keySet()));
      select.setArray(
          2,
          connection.createArrayOf(
              "timestamptz",
              wanted.values().stream().map(one -> one.plannedAt().toString()).toArray()));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          TaskId id = new TaskId(row.getObject("task_id", UUID.class));
          Wanted one = wanted.get(id);
          if (one != null) {
            tasks.put(id, newest(row, one));
          }
        }
      }
    }
    return tasks;
  }

  private static ImageState.Newest newest(ResultSet row, Wanted wanted) throws SQLException {
    return new ImageState.Newest(
        wanted.taskId(),
        Sql.parse(TaskStatus.class, row.getString("status")),
        Reference.parse(wanted.source()),
        wanted.plannedAt(),
        Sql.findTime(row, "ended_at"),
        Sql.findTime(row, "retry_at"),
        Sql.findJson(row, "failure", Failure.class));
  }

  private static Wanted wanted(ResultSet row) throws SQLException {
    return new Wanted(
        row.getString("target"),
        row.getString("source"),
        new Region(row.getString("region")),
        Sql.getTime(row, "planned_at"),
        new TaskId(row.getObject("task_id", UUID.class)));
  }

  private static Seen seen(ResultSet row) throws SQLException {
    UUID putTask = row.getObject("put_task_id", UUID.class);
    UUID rule = row.getObject("put_rule_id", UUID.class);
    return new Seen(
        row.getString("digest"),
        Sql.getTime(row, "first_seen_at"),
        Sql.getTime(row, "last_seen_at"),
        new TaskId(row.getObject("last_task_id", UUID.class)),
        Sql.findTime(row, "put_at"),
        putTask == null ? null : new TaskId(putTask),
        row.getString("put_source"),
        rule == null ? null : new RuleId(rule),
        row.getString("put_rule_name"));
  }
}
