package io.waybill.api.records;

import io.waybill.api.access.Limit;
import io.waybill.api.access.Scope;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
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
 * @param limit what the one who asks may see, or have something done with
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
    @Nullable Instant until,
    Limit limit) {

  /** Every record. */
  public static final RecordFilter ALL =
      new RecordFilter(
          Set.of(), null, null, null, null, null, null, null, null, null, null, Limit.NONE);

  /** Whoever asks may see everything. */
  public RecordFilter(
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
    this(
        statuses,
        ruleId,
        ruleName,
        registry,
        repository,
        tag,
        code,
        trigger,
        event,
        since,
        until,
        Limit.NONE);
  }

  /** Keeps a copy of the set. */
  public RecordFilter {
    statuses = Set.copyOf(statuses);
  }

  /** The same of what somebody may see. */
  public RecordFilter seenBy(Scope scope) {
    return within(Limit.toSee(scope));
  }

  /** The same of what somebody may have done again, or cancelled. */
  public RecordFilter touchedBy(Scope scope) {
    return within(Limit.toTouch(scope));
  }

  private RecordFilter within(Limit limit) {
    return new RecordFilter(
        statuses,
        ruleId,
        ruleName,
        registry,
        repository,
        tag,
        code,
        trigger,
        event,
        since,
        until,
        limit);
  }

  /** The same of those that were planned at this time or later; replaces what it said of that. */
  RecordFilter plannedSince(Instant moment) {
    return new RecordFilter(
        statuses,
        ruleId,
        ruleName,
        registry,
        repository,
        tag,
        code,
        trigger,
        event,
        moment,
        until,
        limit);
  }

  /** Whether several conditions must hold together, which no index answers by itself. */
  boolean isCombined() {
    if (event != null) {
      return false; // An event makes few records, and has an index.
    }
    long conditions =
        Stream.of(ruleId, ruleName, registry, repository, tag, code, trigger)
            .filter(Objects::nonNull)
            .count();
    return conditions + (statuses.isEmpty() ? 0 : 1) + (limit.scope().isEverything() ? 0 : 1) > 1;
  }

  /** Whether the record is one of those. */
  public boolean matches(TaskRecord record) {
    return (statuses.isEmpty() || statuses.contains(record.status()))
        && isOr(ruleId, record.ruleId())
        && isOr(ruleName, record.ruleName())
        && isEither(registry, record, image -> image.repository().registry())
        && isEither(repository, record, image -> image.repository().path())
        && isEither(
            tag, record, image -> image instanceof TagReference tagged ? tagged.tag() : null)
        && (code == null || (record.failure() != null && record.failure().code() == code))
        && isOr(trigger, record.trigger())
        && isOr(event, record.eventId())
        && (since == null || !record.plannedAt().isBefore(since))
        && (until == null || record.plannedAt().isBefore(until))
        && limit.admits(record.source(), record.target());
  }

  private static boolean isOr(@Nullable Object wanted, @Nullable Object given) {
    return wanted == null || wanted.equals(given);
  }

  private static boolean isEither(
      @Nullable Object wanted, TaskRecord record, Function<Reference, @Nullable Object> part) {
    return wanted == null
        || wanted.equals(part.apply(record.source()))
        || wanted.equals(part.apply(record.target()));
  }
}
