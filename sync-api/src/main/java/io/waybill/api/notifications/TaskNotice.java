package io.waybill.api.notifications;

import io.waybill.api.records.TaskRecord;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber is told of a task: the data of the event {@code
 * io.waybill.notification.task-done.v1}. Public: components are added, never renamed or removed.
 *
 * @param subscription the name of the subscription
 * @param taskId the task
 * @param eventId what made it
 * @param trigger what kind of thing that was
 * @param status how it ended
 * @param arrived whether the target is another image than before
 * @param ruleId the rule it followed, or null
 * @param ruleName the rule's name at that time
 * @param source where from, the registry by its configured name
 * @param target where to, the registry by its configured name
 * @param image what to pull, where it succeeded: host, repository and digest
 * @param digestBefore what the target was before
 * @param digestAfter what the target is since
 * @param rebuiltFrom the source's digest, where the target's is that of an index made of it
 * @param failure why it failed, and what to do
 * @param occurredAt when the image was pushed, or the wish was said
 * @param plannedAt when the task was planned
 * @param startedAt when the first try began
 * @param endedAt when it was over
 * @param durationMs from planned to over, in milliseconds
 * @param attemptCount how many tries there were
 * @param replayOf the task that it repeats
 * @param traceId the trace of the deciding try
 */
public record TaskNotice(
    String subscription,
    TaskId taskId,
    EventId eventId,
    Trigger trigger,
    TaskStatus status,
    boolean arrived,
    @Nullable RuleId ruleId,
    @Nullable String ruleName,
    Reference source,
    Reference target,
    @Nullable String image,
    @Nullable Digest digestBefore,
    @Nullable Digest digestAfter,
    @Nullable Digest rebuiltFrom,
    @Nullable Failure failure,
    Instant occurredAt,
    Instant plannedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable Long durationMs,
    int attemptCount,
    @Nullable TaskId replayOf,
    @Nullable String traceId) {

  static TaskNotice of(String subscription, TaskRecord record, @Nullable String image) {
    return new TaskNotice(
        subscription,
        record.taskId(),
        record.eventId(),
        record.trigger(),
        record.status(),
        Occasion.hasArrived(record),
        record.ruleId(),
        record.ruleName(),
        record.source(),
        record.target(),
        image,
        record.digestBefore(),
        record.digestAfter(),
        record.rebuiltFrom(),
        record.failure(),
        record.occurredAt(),
        record.plannedAt(),
        record.startedAt(),
        record.endedAt(),
        record.durationMs(),
        record.attemptCount(),
        record.replayOf(),
        record.traceId());
  }
}
