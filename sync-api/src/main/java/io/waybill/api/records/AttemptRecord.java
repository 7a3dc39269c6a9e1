package io.waybill.api.records;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.Transfer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try, as history tells it: a row of the table attempts.
 *
 * @param attemptId which
 * @param worker who
 * @param traceId the trace it belongs to
 * @param startedAt when it began
 * @param endedAt when it ended; null while it runs
 * @param outcome how it ended; null while it runs
 * @param digestBefore what the target was before
 * @param digestAfter what the target was after
 * @param transfer what moved
 * @param phases where the time went
 * @param referrers signatures and the like that came along
 * @param failure why it failed; while it runs, what failed and is repeated
 * @param retryAt when the task was to be queued again
 * @param rebuiltFrom the source's digest, where the target's is that of an index made of it
 * @param note why it was passed over
 */
public record AttemptRecord(
    AttemptId attemptId,
    String worker,
    @Nullable String traceId,
    Instant startedAt,
    @Nullable Instant endedAt,
    @Nullable AttemptOutcome outcome,
    @Nullable Digest digestBefore,
    @Nullable Digest digestAfter,
    @Nullable Transfer transfer,
    @Nullable Phases phases,
    int referrers,
    @Nullable Failure failure,
    @Nullable Instant retryAt,
    @Nullable Digest rebuiltFrom,
    @Nullable String note) {

  static AttemptRecord of(TaskHistory history, Attempt attempt) {
    AttemptEnded end = attempt.ended();
    return of(attempt, history.endOf(attempt), history.outcomeOf(attempt), end);
  }

  static AttemptRecord of(
      Attempt attempt,
      @Nullable Instant endedAt,
      @Nullable AttemptOutcome outcome,
      @Nullable AttemptEnded end) {
    return new AttemptRecord(
        attempt.id(),
        attempt.worker(),
        attempt.traceId(),
        attempt.startedAt(),
        endedAt,
        outcome,
        end == null ? null : end.digestBefore(),
        end == null ? null : end.digestAfter(),
        end == null ? null : end.transfer(),
        end == null ? null : end.phases(),
        end == null ? 0 : end.referrers(),
        end == null ? passing(attempt) : end.failure(),
        end == null ? null : end.retryAt(),
        end == null ? null : end.rebuiltFrom(),
        end == null ? null : end.note());
  }

  private static @Nullable Failure passing(Attempt attempt) {
    return attempt.faltered() == null ? null : attempt.faltered().failure();
  }
}
