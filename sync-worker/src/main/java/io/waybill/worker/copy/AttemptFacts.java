package io.waybill.worker.copy;

import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptFaltered;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What history is told of one attempt.
 *
 * @param task the task
 * @param attempt the try
 * @param worker who tries
 * @param traceId the trace that it belongs to, where there is one
 * @param delivery how often the queue has given the task to a worker, this time included
 * @param startedAt when it began
 */
record AttemptFacts(
    SyncTask task,
    AttemptId attempt,
    String worker,
    Optional<String> traceId,
    int delivery,
    Instant startedAt) {

  /** The fact of its beginning. */
  AttemptStarted started() {
    return new AttemptStarted(task, attempt, worker, traceId.orElse(null), startedAt, delivery);
  }

  /** The fact that something failed in it, and is repeated after a pause. */
  AttemptFaltered faltered(Failure failure, Duration pause, Instant now) {
    return new AttemptFaltered(
        task.id(), attempt, worker, startedAt, now, failure, now.plus(pause));
  }

  /** The facts of its end: the attempt's, and the task's where that is over as well. */
  List<TaskFact> ended(Ending ending, Tally tally, Instant now) {
    AttemptEnded ended =
        new AttemptEnded(
            task.id(),
            attempt,
            worker,
            startedAt,
            now,
            outcome(ending),
            tally.digestBefore().orElse(null),
            tally.digestAfter().orElse(null),
            tally.transfer(),
            phases(tally),
            tally.referrers(),
            ending.failure(),
            ending instanceof Ending.Postponed postponed ? postponed.at() : null,
            tally.rebuiltFrom().orElse(null),
            note(ending),
            tally.backupTag().orElse(null));
    return switch (ending) {
      case Ending.Succeeded(CopyReport report) ->
          List.of(ended, new TaskDone(task.id(), TaskStatus.SUCCEEDED, digest(report), null, now));
      case Ending.Failed failed ->
          List.of(ended, new TaskDone(task.id(), TaskStatus.FAILED, null, failed.failure(), now));
      case Ending.HandedOver handedOver -> List.of(ended);
      case Ending.Postponed postponed -> List.of(ended);
      case Ending.CutShort cutShort -> List.of(ended);
      case Ending.Cancelled(CancelRequested wish) -> List.of(ended, TaskDone.of(wish, now));
    };
  }

  /** What the target is now, as far as that is this task's business; null where it is gone. */
  private static @Nullable Digest digest(CopyReport report) {
    return report.targetAfter().or(report::sourceDigest).orElse(null);
  }

  private static @Nullable String note(Ending ending) {
    return ending instanceof Ending.Succeeded(CopyReport report)
        ? report.passedOver().map(why -> "Passed over: " + why + ".").orElse(null)
        : null;
  }

  /** How long the task waited in the queue. */
  Duration queued() {
    Duration waited = Duration.between(task.queuedAt(), startedAt);
    // Clocks of two machines differ.
    return waited.isNegative() ? Duration.ZERO : waited;
  }

  private Phases phases(Tally tally) {
    return tally.phases().withQueueMs(queued().toMillis());
  }

  private static AttemptOutcome outcome(Ending ending) {
    return switch (ending) {
      case Ending.Succeeded(CopyReport report) ->
          switch (report.outcome()) {
            case ALREADY_PRESENT -> AttemptOutcome.ALREADY_PRESENT;
            case PASSED_OVER -> AttemptOutcome.PASSED_OVER;
            case REMOVED -> AttemptOutcome.DELETED;
            case ALREADY_GONE -> AttemptOutcome.ALREADY_GONE;
            case COPIED, DECLINED, INCOMPLETE -> AttemptOutcome.COPIED;
          };
      case Ending.HandedOver handedOver -> AttemptOutcome.HANDED_OVER;
      case Ending.Postponed postponed -> AttemptOutcome.RETRY_AT;
      case Ending.Failed failed -> AttemptOutcome.FAILED;
      case Ending.CutShort cutShort -> AttemptOutcome.LOST;
      case Ending.Cancelled cancelled -> AttemptOutcome.CANCELLED;
    };
  }
}
