package io.waybill.api.migrate;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.queue.TaskQueue;
import io.waybill.api.scans.ScanStore;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Lets parts and steps of a migration go, as far as there is room. */
final class PartStarter {
  /** Rows at a time. */
  private static final int BATCH = 500;

  /** One image that is there by its digest, and is planned. */
  private static final ScanCounts ONE_IMAGE = new ScanCounts(0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0);

  // Lists first, so that soon all is known that there is to do.
  private static final String HELD =
      """
      SELECT t.scan_id, t.step_id, t.weight, p.target_registry
      FROM migration_parts p JOIN scan_steps t ON t.scan_id = p.scan_id
      WHERE p.migration_id = ? AND p.state = 'running' AND p.target_registry = ANY (?)
          AND t.state = 'held' AND (t.due_at IS NULL OR t.due_at <= now())
      ORDER BY t.kind = 'compare', p.number, t.step_id LIMIT ?
      FOR UPDATE OF t SKIP LOCKED
      """;

  private static final String WAITING =
      """
      SELECT number, source, request, digest, weight, target_registry FROM migration_parts
      WHERE migration_id = ? AND state = 'waiting' AND target_registry = ANY (?)
      ORDER BY number LIMIT ?
      """;

  private static final String PLANNING =
      """
      SELECT number, source, target, request, digest FROM migration_parts
      WHERE migration_id = ? AND state = 'planning' ORDER BY number LIMIT ?
      """;

  private final Database database;
  private final TaskQueue queue;
  private final Map<Registry, Region> regions;
  private final Clock clock;

  PartStarter(Database database, TaskQueue queue, Map<Registry, Region> regions, Clock clock) {
    this.database = database;
    this.queue = queue;
    this.regions = Map.copyOf(regions);
    this.clock = clock;
  }

  /**
   * Lets go what there is room for.
   *
   * @param room how many tasks may be made for each target registry; counted down
   */
  void letGo(Connection connection, MigrationId id, Map<String, Long> room) throws SQLException {
    releaseSteps(connection, id, room);
    startParts(connection, id, room);
  }

  /** Takes the room for what may come of it, if there is so much. */
  private static boolean take(Map<String, Long> room, String registry, int weight) {
    long left = room.getOrDefault(registry, 0L);
    if (left < weight) {
      return false;
    }
    room.put(registry, left - weight);
    return true;
  }

  private static void releaseSteps(Connection connection, MigrationId id, Map<String, Long> room)
      throws SQLException {
    String sql =
        "UPDATE scan_steps SET state = 'unsent', due_at = now()"
            + " WHERE scan_id = ? AND step_id = ? AND state = 'held'";
    try (PreparedStatement held = connection.prepareStatement(HELD);
        PreparedStatement release = connection.prepareStatement(sql)) {
      held.setObject(1, id.value());
      held.setArray(2, connection.createArrayOf("text", room.keySet().toArray()));
      held.setInt(3, BATCH);
      try (ResultSet row = held.executeQuery()) {
        while (row.next()) {
          if (take(room, row.getString("target_registry"), row.getInt("weight"))) {
            release.setObject(1, row.getObject("scan_id"));
            release.setString(2, row.getString("step_id"));
            release.addBatch();
          }
        }
      }
      release.executeBatch();
    }
  }

  private void startParts(Connection connection, MigrationId id, Map<String, Long> room)
      throws SQLException {
    Instant now = clock.instant();
    try (PreparedStatement waiting = connection.prepareStatement(WAITING);
        PreparedStatement begun =
            connection.prepareStatement(
                "UPDATE migration_parts SET state = ? WHERE migration_id = ? AND number = ?")) {
      waiting.setObject(1, id.value());
      waiting.setArray(2, connection.createArrayOf("text", room.keySet().toArray()));
      waiting.setInt(3, BATCH);
      try (ResultSet row = waiting.executeQuery()) {
        while (row.next()) {
          int weight = row.getInt("weight");
          if (!take(room, row.getString("target_registry"), weight)) {
            continue;
          }
          boolean image = row.getString("digest") != null;
          if (!image) {
            ScanRequest request = Sql.getJson(row, "request", ScanRequest.class);
            Repository source = Repository.parse(row.getString("source"));
            ScanStore.create(
                connection, request, ScanStep.tags(request, source, null, 1, now), weight);
          }
          begun.setString(1, Sql.name(image ? PartState.PLANNING : PartState.RUNNING));
          begun.setObject(2, id.value());
          begun.setInt(3, row.getInt("number"));
          begun.addBatch();
        }
      }
      begun.executeBatch();
    }
  }

  /** An image by its digest, and the part that it is. */
  private record Image(int number, SyncTask task) {}

  /**
   * Puts the tasks of parts that are one image each on their queues. What is put there twice,
   * because a process died in between, is the same task.
   */
  void putImages(MigrationId id) throws InterruptedException {
    List<Image> images = database.transaction(connection -> images(connection, id));
    if (!images.isEmpty()) {
      queue.putAll(
          images.stream().map(Image::task).toList(), connection -> planned(connection, id, images));
    }
  }

  private List<Image> images(Connection connection, MigrationId id) throws SQLException {
    List<Image> images = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(PLANNING)) {
      select.setObject(1, id.value());
      select.setInt(2, BATCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          Reference source =
              Repository.parse(row.getString("source"))
                  .digest(Digest.parse(row.getString("digest")));
          images.add(
              new Image(
                  row.getInt("number"),
                  task(
                      Sql.getJson(row, "request", ScanRequest.class),
                      source,
                      Reference.parse(row.getString("target")))));
        }
      }
    }
    return images;
  }

  /** The task that a scan of it would make, if scans found digests. */
  private SyncTask task(ScanRequest request, Reference source, Reference target) {
    UUID scan = request.id().value();
    Instant asked = request.askedAt();
    Rule rule = new Rule(new RuleId(scan), 1, asked, asked, request.rule().spec());
    EventId image = EventId.hash("scan", scan.toString(), source.text());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new TaskDraft(request.eventId(), source, target, now)
        .rule(rule)
        .id(TaskId.of(image, null, target))
        .ruleId(null)
        .ruleName(null)
        .trigger(request.trigger())
        .lane(Lane.of(rule.spec().priority(), request.trigger()))
        .region(regions.getOrDefault(target.repository().registry(), Region.DEFAULT))
        .build();
  }

  private static int planned(Connection connection, MigrationId id, List<Image> images)
      throws SQLException {
    String sql =
        "UPDATE migration_parts SET state = 'done', ended_at = now(), counts = ?::jsonb"
            + " WHERE migration_id = ? AND number = ANY (?) AND state = 'planning'";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, Sql.json(ONE_IMAGE));
      update.setObject(2, id.value());
      update.setArray(
          3, connection.createArrayOf("integer", images.stream().map(Image::number).toArray()));
      return update.executeUpdate();
    }
  }
}
