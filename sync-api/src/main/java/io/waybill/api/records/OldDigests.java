package io.waybill.api.records;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Forgets what was at targets longer ago than history is kept. What is there now stays, however
 * long ago it was seen: only of a target that was removed nothing is left. So most of what is old
 * is looked at and stays; that is done page by page, once an hour.
 */
final class OldDigests {
  private static final Duration PAUSE = Duration.ofHours(1);

  private static final String PAGE =
      """
      WITH page AS (
        SELECT target, digest, last_seen_at, last_task_id FROM image_digests
        WHERE last_seen_at < ? AND (last_seen_at, target, digest) > (?, ?, ?)
        ORDER BY last_seen_at, target, digest LIMIT 5000),
      judged AS (
        SELECT page.*, EXISTS (
          SELECT FROM image_digests newer WHERE newer.target = page.target
            AND (newer.last_seen_at, newer.last_task_id)
              > (page.last_seen_at, page.last_task_id)) AS replaced
        FROM page),
      gone AS (
        DELETE FROM image_digests old USING judged
        WHERE old.target = judged.target AND old.digest = judged.digest
          AND old.last_seen_at = judged.last_seen_at AND (judged.replaced OR judged.digest = '')),
      removed AS (
        DELETE FROM images USING judged
        WHERE images.target = judged.target AND judged.digest = '' AND NOT judged.replaced
          AND images.planned_at < ?),
      left_by_nobody AS (
        DELETE FROM rule_targets USING judged
        WHERE rule_targets.target = judged.target AND judged.digest = '' AND NOT judged.replaced
          AND NOT EXISTS (
            SELECT FROM images WHERE images.target = judged.target AND images.planned_at >= ?))
      SELECT last_seen_at, target, digest FROM page
      ORDER BY last_seen_at DESC, target DESC, digest DESC LIMIT 1
      """;

  /** The row that was looked at last. */
  private record Place(Instant seenAt, String target, String digest) {}

  private final Database database;
  private Instant next = Instant.MIN;

  OldDigests(Database database) {
    this.database = database;
  }

  /** Forgets what was seen before this moment, unless that was done within the hour. */
  void forget(Instant kept, Instant now) {
    if (now.isBefore(next)) {
      return;
    }
    Optional<Place> place = Optional.of(new Place(Instant.EPOCH, "", ""));
    while (place.isPresent()) {
      Place last = place.get();
      place = database.transaction(connection -> forgetPage(connection, kept, last));
    }
    next = now.plus(PAUSE);
  }

  /** Returns the last row of the page, where it has any. */
  private static Optional<Place> forgetPage(Connection connection, Instant kept, Place last)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(PAGE)) {
      delete.setObject(1, Sql.time(kept));
      delete.setObject(2, Sql.time(last.seenAt()));
      delete.setString(3, last.target());
      delete.setString(4, last.digest());
      delete.setObject(5, Sql.time(kept));
      delete.setObject(6, Sql.time(kept));
      try (ResultSet row = delete.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new Place(
                Sql.getTime(row, "last_seen_at"),
                row.getString("target"),
                row.getString("digest")));
      }
    }
  }
}
