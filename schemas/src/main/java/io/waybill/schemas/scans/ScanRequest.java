package io.waybill.schemas.scans;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is to be looked over. It stands whole in every step, so that a worker needs nothing else.
 *
 * @param id the scan
 * @param rule which images, where to, and how
 * @param trigger manual, schedule or backfill
 * @param dryRun whether nothing is planned, and what would be is told instead
 * @param scope the part of the rule's images that it is about
 * @param askedAt when it was asked for
 * @param requestedBy who asked, where that is known
 * @param migration the migration that it is a part of; its steps are held until their turn has
 *     come. Null for a scan of its own
 */
public record ScanRequest(
    ScanId id,
    ScanRule rule,
    Trigger trigger,
    boolean dryRun,
    ScanScope scope,
    Instant askedAt,
    @Nullable String requestedBy,
    @Nullable MigrationId migration) {

  /** A scan of its own. */
  public ScanRequest(
      ScanId id,
      ScanRule rule,
      Trigger trigger,
      boolean dryRun,
      ScanScope scope,
      Instant askedAt,
      @Nullable String requestedBy) {
    this(id, rule, trigger, dryRun, scope, askedAt, requestedBy, null);
  }

  /** What all of its tasks say made them. */
  public EventId eventId() {
    return migration == null ? id.eventId() : migration.eventId();
  }
}
