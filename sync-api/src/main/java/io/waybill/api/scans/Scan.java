package io.waybill.api.scans;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scan, as the API shows it.
 *
 * @param id which
 * @param trigger manual, schedule or backfill
 * @param ruleId the rule that it follows, where it follows one
 * @param ruleName the rule's name at that time
 * @param source the registry that it looks over
 * @param targets the registries that it compares with
 * @param scope the part of the rule's images that it is about; null = all of them
 * @param dryRun whether nothing is planned
 * @param state where it stands
 * @param note why it was skipped or cancelled, as a sentence
 * @param requestedBy who asked
 * @param createdAt when
 * @param endedAt when it was over
 * @param counts what it has seen so far
 * @param steps how far it is
 * @param failures why steps failed, the first ones
 * @param tasks how many of its tasks stand where; of one scan only, by the tasks' status
 * @param items images that it tells of, the first ones; of one scan only
 * @param warnings what its rule does to others; in the answer to a preview only
 */
public record Scan(
    ScanId id,
    Trigger trigger,
    @Nullable RuleId ruleId,
    @Nullable String ruleName,
    Registry source,
    List<Registry> targets,
    @Nullable ScanScope scope,
    boolean dryRun,
    ScanState state,
    @Nullable String note,
    @Nullable String requestedBy,
    Instant createdAt,
    @Nullable Instant endedAt,
    ScanCounts counts,
    Steps steps,
    @Nullable List<Failure> failures,
    @Nullable Map<String, Long> tasks,
    @Nullable List<ScanFinding> items,
    @Nullable List<String> warnings) {

  /**
   * How far a scan is.
   *
   * @param done steps that are over
   * @param open steps that are known and not over
   * @param failed steps that could not be done
   * @param percent how much is done, where all steps are known; else null
   */
  public record Steps(long done, long open, long failed, @Nullable Integer percent) {}

  /** Whether nothing will change about it any more, but its tasks. */
  public boolean hasEnded() {
    return state != ScanState.RUNNING;
  }

  Scan with(Steps known, Map<String, Long> tasksByStatus, List<ScanFinding> found) {
    return copy(known, tasksByStatus, found, warnings);
  }

  /** The same, with what whoever makes the rule should know. */
  public Scan withWarnings(List<String> sentences) {
    return copy(steps, tasks, items, sentences);
  }

  private Scan copy(
      Steps known,
      @Nullable Map<String, Long> tasksByStatus,
      @Nullable List<ScanFinding> found,
      @Nullable List<String> sentences) {
    return new Scan(
        id,
        trigger,
        ruleId,
        ruleName,
        source,
        targets,
        scope,
        dryRun,
        state,
        note,
        requestedBy,
        createdAt,
        endedAt,
        counts,
        known,
        failures,
        tasksByStatus,
        found,
        sentences);
  }
}
