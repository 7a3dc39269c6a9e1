package io.waybill.api.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.records.Attempt;
import io.waybill.api.records.Recorder;
import io.waybill.api.records.TaskClaims;
import io.waybill.api.records.TaskHistory;
import io.waybill.chassis.logging.LogScope;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes attempts of which nothing was heard for long, and puts their tasks back on the queue, so
 * that nothing stays "running" for ever. If the worker lives after all, the task runs twice, which
 * ends in the same image; and its own word on the attempt replaces the guess.
 */
public final class LostTaskSweeper {
  /** How long an attempt may be silent. */
  public static final Duration SILENCE = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(LostTaskSweeper.class);
  private static final int BATCH = 100;

  private final TaskClaims claims;
  private final TaskQueue queue;
  private final Duration silence;
  private final Clock clock;
  private final Counter lost;

  /** A sweeper that holds attempts for lost after this long a silence. */
  public LostTaskSweeper(
      TaskClaims claims, TaskQueue queue, Duration silence, Clock clock, MeterRegistry metrics) {
    this.claims = claims;
    this.queue = queue;
    this.silence = silence;
    this.clock = clock;
    this.lost = metrics.counter(Recorder.LOST);
  }

  /**
   * Sweeps once.
   *
   * @return how many attempts were closed
   */
  public int run() throws InterruptedException {
    int closed = 0;
    for (TaskClaims.Silent silent : claims.claimSilent(silence, BATCH)) {
      TaskHistory history = silent.history();
      // The task first: a closed attempt without it would be the end of the task.
      if (history.status() == TaskStatus.RUNNING) {
        queue.putAgain(history, clock.instant());
      }
      queue.tell(ended(history, silent.attempt()));
      lost.increment();
      closed++;
      try (var _ =
          LogScope.open()
              .with(LogScope.TASK, history.task().id())
              .with(LogScope.TRACE, history.lastTraceId())) {
        LOG.warn(
            "Nothing was heard of attempt {} of task {} (worker {}) for {} minutes: it is closed as"
                + " lost, and the task is queued again",
            silent.attempt().id(),
            history.task().id(),
            silent.attempt().worker(),
            silence.toMinutes());
      }
    }
    return closed;
  }

  private AttemptEnded ended(TaskHistory history, Attempt attempt) {
    return new AttemptEnded(
        history.task().id(),
        attempt.id(),
        attempt.worker(),
        attempt.startedAt(),
        clock.instant(),
        AttemptOutcome.LOST,
        null,
        null,
        Transfer.NONE,
        Phases.NONE,
        0,
        null,
        null);
  }
}
