package io.waybill.api.records;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Waybill knows of an image at a target. It knows what its tasks did and found; what somebody
 * else pushed there since, only the next task will find.
 *
 * @param image the target
 * @param region where it stands
 * @param digest what is there; null where nothing is, or no task has come so far
 * @param since from when on that is so: when a task put it there; where none did, when one first
 *     found it there, so that it may have been there before
 * @param put whether {@code since} is when a task put it there; null without a digest
 * @param source what it was made of, or is to be made of
 * @param taskId the task that put it there, or found it there
 * @param ruleId the rule of the task that put it there
 * @param ruleName its name at that time
 * @param checkedAt when a task last looked
 * @param newest the newest task
 */
public record ImageState(
    Reference image,
    Region region,
    @Nullable Digest digest,
    @Nullable Instant since,
    @Nullable Boolean put,
    @Nullable Reference source,
    @Nullable TaskId taskId,
    @Nullable RuleId ruleId,
    @Nullable String ruleName,
    @Nullable Instant checkedAt,
    @Nullable Newest newest) {

  /**
   * The task that was planned last for the target, from whatever source.
   *
   * @param taskId which
   * @param status where it stands
   * @param source what the target is to be made equal to
   * @param plannedAt when it was planned
   * @param endedAt when it was over
   * @param retryAt when it is tried again, while it waits
   * @param failure why it failed, or why the last try did
   */
  public record Newest(
      TaskId taskId,
      TaskStatus status,
      Reference source,
      Instant plannedAt,
      @Nullable Instant endedAt,
      @Nullable Instant retryAt,
      @Nullable Failure failure) {}
}
