package io.waybill.schemas.records;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A try ended.
 *
 * @param taskId the task
 * @param attemptId the try
 * @param worker which worker
 * @param startedAt when the try began
 * @param at when it ended
 * @param outcome how
 * @param digestBefore what the target was before, where it was there and was asked
 * @param digestAfter what the target is now, where the try knows
 * @param transfer what moved
 * @param phases where the time went
 * @param referrers signatures and the like that came along
 * @param failure why it failed, where it did
 * @param retryAt when the task is queued again, with {@link AttemptOutcome#RETRY_AT}
 * @param rebuiltFrom the source's digest, where the target gets an index that was made of the
 *     selected platforms and so has another digest; null where both have the same
 * @param note why it was passed over, a sentence, with {@link AttemptOutcome#PASSED_OVER}
 * @param backupTag the tag that keeps what the target tag showed before; null where none was made
 */
public record AttemptEnded(
    TaskId taskId,
    AttemptId attemptId,
    String worker,
    Instant startedAt,
    Instant at,
    AttemptOutcome outcome,
    @Nullable Digest digestBefore,
    @Nullable Digest digestAfter,
    Transfer transfer,
    Phases phases,
    int referrers,
    @Nullable Failure failure,
    @Nullable Instant retryAt,
    @Nullable Digest rebuiltFrom,
    @Nullable String note,
    @Nullable Tag backupTag)
    implements TaskFact {

  /** The end of a try whose target gets what the source has. */
  public AttemptEnded(
      TaskId taskId,
      AttemptId attemptId,
      String worker,
      Instant startedAt,
      Instant at,
      AttemptOutcome outcome,
      @Nullable Digest digestBefore,
      @Nullable Digest digestAfter,
      Transfer transfer,
      Phases phases,
      int referrers,
      @Nullable Failure failure,
      @Nullable Instant retryAt) {
    this(
        taskId,
        attemptId,
        worker,
        startedAt,
        at,
        outcome,
        digestBefore,
        digestAfter,
        transfer,
        phases,
        referrers,
        failure,
        retryAt,
        null,
        null,
        null);
  }
}
