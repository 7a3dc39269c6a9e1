package io.waybill.api.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.records.TaskClaims;
import io.waybill.api.records.TaskHistory;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts waiting tasks back on the queue when their time has come. Each is claimed first, so that
 * several processes share the work; a claim whose process dies lapses, and the task is queued by
 * another: at least once, which is once for a target that is equal already.
 */
public final class RetryScheduler {
  /** Tasks put back because their time had come. */
  public static final String REQUEUED = "waybill.retries.requeued";

  private static final Logger LOG = LoggerFactory.getLogger(RetryScheduler.class);
  private static final int BATCH = 100;

  private final TaskClaims claims;
  private final TaskQueue queue;
  private final Clock clock;
  private final Counter requeued;

  /** A scheduler of the waiting tasks in this database. */
  public RetryScheduler(TaskClaims claims, TaskQueue queue, Clock clock, MeterRegistry metrics) {
    this.claims = claims;
    this.queue = queue;
    this.clock = clock;
    this.requeued = metrics.counter(REQUEUED);
  }

  /**
   * Puts back whatever is due now.
   *
   * @return how many tasks
   */
  public int run() throws InterruptedException {
    int total = 0;
    List<TaskHistory> due;
    do {
      due = claims.claimDue(BATCH);
      for (TaskHistory history : due) {
        queue.putAgain(history, clock.instant());
        requeued.increment();
        LOG.debug("Queued {} again", history.task().id());
      }
      total += due.size();
    } while (due.size() == BATCH);
    return total;
  }
}
