package io.waybill.api.records;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskAction;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One task, as history tells it: a row of the table records and the resource {@code record} of the
 * API.
 *
 * @param taskId the task
 * @param eventId what made it
 * @param trigger what kind of thing that was
 * @param ruleId the rule it follows, or null
 * @param ruleName the rule's name at that time
 * @param source where from
 * @param target where to
 * @param region the target's region
 * @param overwrite the policy it runs under
 * @param status where it stands
 * @param outcome how the deciding try ended: the first that succeeded, else the last that ended
 * @param digestBefore what the target was before the deciding try
 * @param digestAfter what the target is since
 * @param occurredAt when the image was pushed, or the wish was said
 * @param plannedAt when the task was planned first
 * @param queuedAt when it was queued last
 * @param startedAt when the first try began
 * @param endedAt when it was over
 * @param durationMs from planned to over, in milliseconds
 * @param phases where the time of the deciding try went
 * @param transfer what the deciding try moved
 * @param referrers signatures and the like that came along
 * @param failure why it failed, or why the last try did, or what the running one repeats
 * @param attemptCount how many tries there were
 * @param retryAt when it is queued again, while it waits
 * @param replayOf the task that it repeats
 * @param worker who made the deciding or running try
 * @param traceId the trace of that try
 * @param platforms the platforms that are wanted; null = all
 * @param platformMode what becomes of an index of which only some are
 * @param rebuiltFrom the source's digest, where the target got an index that was made of those
 * @param backupTag the tag that keeps what the target tag showed before
 * @param action what it does at the target; null = copy
 * @param attempts the tries; only where one record is asked for
 * @param replays the tasks that repeat it, the oldest first; only where one record is asked for
 */
public record TaskRecord(
    TaskId taskId,
    EventId eventId,
    Trigger trigger,
    @Nullable RuleId ruleId,
    @Nullable String ruleName,
    Reference source,
    Reference target,
    Region region,
    Overwrite overwrite,
    TaskStatus status,
    @Nullable AttemptOutcome outcome,
    @Nullable Digest digestBefore,
    @Nullable Digest digestAfter,
    Instant occurredAt,
    Instant plannedAt,
    Instant queuedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Long durationMs,
    @Nullable Phases phases,
    @Nullable Transfer transfer,
    int referrers,
    @Nullable Failure failure,
    int attemptCount,
    @Nullable Instant retryAt,
    @Nullable TaskId replayOf,
    @Nullable String worker,
    @Nullable String traceId,
    @Nullable List<PlatformPattern> platforms,
    @Nullable PlatformMode platformMode,
    @Nullable Digest rebuiltFrom,
    @Nullable Tag backupTag,
    @Nullable TaskAction action,
    @Nullable List<AttemptRecord> attempts,
    @Nullable List<TaskId> replays) {

  /** What a history amounts to, with its tries. */
  public static TaskRecord of(TaskHistory history) {
    SyncTask task = history.task();
    List<Attempt> attempts = history.inOrder();
    Attempt shown = history.deciding().orElse(attempts.isEmpty() ? null : attempts.getLast());
    AttemptEnded end = shown == null ? null : shown.ended();
    TaskDone ending = history.ending();
    TaskStatus status = history.status();
    Instant endedAt = ending == null ? null : Times.stored(ending.at());
    return new TaskRecord(
        task.id(),
        task.eventId(),
        task.trigger(),
        task.ruleId(),
        task.ruleName(),
        task.source(),
        task.target(),
        task.region(),
        task.overwrite(),
        status,
        end == null ? null : end.outcome(),
        end == null ? null : end.digestBefore(),
        ending != null && ending.digest() != null
            ? ending.digest()
            : end == null ? null : end.digestAfter(),
        Times.stored(task.occurredAt()),
        history.plannedAt(),
        Times.stored(task.queuedAt()),
        attempts.isEmpty() ? null : attempts.getFirst().startedAt(),
        endedAt,
        duration(history.plannedAt(), endedAt),
        end == null ? null : end.phases(),
        end == null ? null : end.transfer(),
        end == null ? 0 : end.referrers(),
        failure(history, end),
        attempts.size(),
        status == TaskStatus.WAITING && end != null ? retryAt(end) : null,
        task.replayOf(),
        shown == null ? null : shown.worker(),
        shown == null ? null : shown.traceId(),
        task.platforms(),
        task.platformMode(),
        end == null ? null : end.rebuiltFrom(),
        end == null ? null : end.backupTag(),
        task.action(),
        attempts.stream().map(attempt -> AttemptRecord.of(history, attempt)).toList(),
        null);
  }

  static @Nullable Long duration(Instant plannedAt, @Nullable Instant endedAt) {
    return endedAt == null ? null : Duration.between(plannedAt, endedAt).toMillis();
  }

  private static @Nullable Failure failure(TaskHistory history, @Nullable AttemptEnded end) {
    TaskDone ending = history.ending();
    if (ending == null) {
      Failure passing = history.passingFailure();
      return passing != null || end == null ? passing : end.failure();
    }
    if (ending.status() == TaskStatus.SUCCEEDED) {
      return null;
    }
    return ending.failure() != null ? ending.failure() : end == null ? null : end.failure();
  }

  private static Instant retryAt(AttemptEnded end) {
    return Times.stored(end.retryAt() == null ? end.at() : end.retryAt());
  }

  /** The same with these tries and replays. */
  TaskRecord with(List<AttemptRecord> tries, List<TaskId> repetitions) {
    return new TaskRecord(
        taskId,
        eventId,
        trigger,
        ruleId,
        ruleName,
        source,
        target,
        region,
        overwrite,
        status,
        outcome,
        digestBefore,
        digestAfter,
        occurredAt,
        plannedAt,
        queuedAt,
        startedAt,
        endedAt,
        durationMs,
        phases,
        transfer,
        referrers,
        failure,
        attemptCount,
        retryAt,
        replayOf,
        worker,
        traceId,
        platforms,
        platformMode,
        rebuiltFrom,
        backupTag,
        action,
        tries,
        repetitions);
  }

  /** The same that says why it has to wait. */
  TaskRecord with(Failure reason) {
    return new TaskRecord(
        taskId,
        eventId,
        trigger,
        ruleId,
        ruleName,
        source,
        target,
        region,
        overwrite,
        status,
        outcome,
        digestBefore,
        digestAfter,
        occurredAt,
        plannedAt,
        queuedAt,
        startedAt,
        endedAt,
        durationMs,
        phases,
        transfer,
        referrers,
        reason,
        attemptCount,
        retryAt,
        replayOf,
        worker,
        traceId,
        platforms,
        platformMode,
        rebuiltFrom,
        backupTag,
        action,
        attempts,
        replays);
  }
}
