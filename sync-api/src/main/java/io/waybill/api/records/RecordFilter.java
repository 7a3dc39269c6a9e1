package io.waybill.api.records;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which records are asked for; null or empty = any.
 *
 * @param statuses where the task stands, one of these
 * @param ruleId the rule, by its id
 * @param ruleName the rule, by the name that it had when the task was planned
 * @param registry of the source or the target
 * @param repository the path of the source or the target
 * @param tag of the source or the target
 * @param code why it failed
 * @param trigger what made it
 * @param event which event made it
 * @param since planned at this time or later
 * @param until planned before this time
 */
public record RecordFilter(
    Set<TaskStatus> statuses,
    @Nullable RuleId ruleId,
    @Nullable String ruleName,
    @Nullable Registry registry,
    @Nullable String repository,
    @Nullable Tag tag,
    @Nullable FailureCode code,
    @Nullable Trigger trigger,
    @Nullable EventId event,
    @Nullable Instant since,
    @Nullable Instant until) {

  /** Every record. */
  public static final RecordFilter ALL =
      new RecordFilter(Set.of(), null, null, null, null, null, null, null, null, null, null);

  /** Keeps a copy of the set. */
  public RecordFilter {
    statuses = Set.copyOf(statuses);
  }
}
