package io.waybill.api.migrate;

import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanCounts;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A migration, as the API shows it.
 *
 * @param id which
 * @param name what whoever asked calls it
 * @param state where it stands
 * @param requestedBy who asked
 * @param cancelledBy who cancelled it
 * @param createdAt when it was asked for
 * @param endedAt when it was over
 * @param parts how many parts stand where, by their state
 * @param counts what its scans have seen so far; of one migration only
 * @param tasks how many of its tasks stand where, by their status, replays aside; of one migration
 *     only
 * @param bytes what its tasks have written; of one migration only
 * @param percent how much of it is over, where all of it is known; else null
 * @param records where the records of its tasks are
 */
public record Migration(
    MigrationId id,
    @Nullable String name,
    MigrationState state,
    @Nullable String requestedBy,
    @Nullable String cancelledBy,
    Instant createdAt,
    @Nullable Instant endedAt,
    Map<String, Long> parts,
    @Nullable ScanCounts counts,
    @Nullable Map<String, Long> tasks,
    @Nullable Long bytes,
    @Nullable Integer percent,
    String records) {

  /** The same, with what its parts have come to. */
  Migration with(
      ScanCounts seen, Map<String, Long> tasksByStatus, long written, @Nullable Integer share) {
    return new Migration(
        id,
        name,
        state,
        requestedBy,
        cancelledBy,
        createdAt,
        endedAt,
        parts,
        seen,
        tasksByStatus,
        written,
        share,
        records);
  }
}
