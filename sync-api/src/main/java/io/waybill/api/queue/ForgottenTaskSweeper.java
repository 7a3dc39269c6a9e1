package io.waybill.api.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.records.TaskClaims;
import io.waybill.api.records.TaskHistory;
import io.waybill.chassis.logging.LogScope;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after tasks that nobody has begun for long: their message may have vanished (a topic was
 * deleted, its retention was too short), or no worker serves their region. Each is queued once
 * more, and fails when nobody begins it then either, so that somebody is told.
 *
 * <p>If its message is there after all, nothing is lost: a worker that comes at last does the task,
 * and its success takes the place of the failure; that it is queued twice ends in the same image.
 */
public final class ForgottenTaskSweeper {
  /** Tasks that were queued once more because nobody had begun them. */
  public static final String REQUEUED = "waybill.tasks.forgotten.requeued";

  /** Tasks that failed because nobody had begun them. */
  public static final String FAILED = "waybill.tasks.forgotten.failed";

  /** How long a task may be in the queue. */
  public static final Duration PATIENCE = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(ForgottenTaskSweeper.class);
  private static final int BATCH = 100;

  private final TaskClaims claims;
  private final TaskQueue queue;
  private final Duration patience;
  private final Clock clock;
  private final Counter requeued;
  private final Counter failed;

  /** A sweeper that holds tasks for forgotten after this long. */
  public ForgottenTaskSweeper(
      TaskClaims claims, TaskQueue queue, Duration patience, Clock clock, MeterRegistry metrics) {
    this.claims = claims;
    this.queue = queue;
    this.patience = patience;
    this.clock = clock;
    this.requeued = metrics.counter(REQUEUED);
    this.failed = metrics.counter(FAILED);
  }

  /**
   * Sweeps once.
   *
   * @return how many tasks were queued once more, or failed
   */
  public int run() throws InterruptedException {
    List<TaskHistory> forgotten = claims.claimQueued(clock.instant().minus(patience), BATCH);
    for (TaskHistory history : forgotten) {
      if (history.status() != TaskStatus.QUEUED) {
        continue;
      }
      try (var _ =
          LogScope.open()
              .with(LogScope.TASK, history.task().id())
              .with(LogScope.TRACE, history.lastTraceId())) {
        queueOrFail(history);
      }
    }
    return forgotten.size();
  }

  private void queueOrFail(TaskHistory history) throws InterruptedException {
    SyncTask task = history.task();
    if (history.queuedInVain() > 0) {
      queue.tell(new TaskDone(task.id(), TaskStatus.FAILED, null, failure(task), clock.instant()));
      failed.increment();
      LOG.warn(
          "Nobody began task {} (to {}) although it was queued twice, {} hours each: it has"
              + " failed",
          task.id(),
          task.target(),
          patience.toHours());
    } else {
      queue.putAgain(history, clock.instant());
      requeued.increment();
      LOG.warn(
          "Nobody began task {} (to {}) for {} hours: it is queued once more",
          task.id(),
          task.target(),
          patience.toHours());
    }
  }

  private Failure failure(SyncTask task) {
    return new Failure(
        FailureCode.TIMEOUT,
        "Tried to copy %s to %s but failed because no worker began the task, although it was queued twice and left for %d hours each time."
            .formatted(task.source().text(), task.target().text(), patience.toHours()),
        null,
        "Check that workers serve the region %s, that its registries answer, and that its queue still has its messages. If a worker comes to it, the task is done nevertheless; else replay it."
            .formatted(task.region()),
        null);
  }
}
