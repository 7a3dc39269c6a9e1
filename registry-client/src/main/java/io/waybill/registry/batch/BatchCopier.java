package io.waybill.registry.batch;

import io.waybill.registry.copy.StreamingCopyEngine;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Copies many images. They are copied while more of them are found; so many of them at once, each
 * to all its targets at the same time, so that its bytes can be read once. Safe for many threads;
 * the engine stays the caller's.
 */
public final class BatchCopier {
  private final StreamingCopyEngine engine;

  /** Copies by the engine: what it knows of targets serves all images. */
  public BatchCopier(StreamingCopyEngine engine) {
    this.engine = engine;
  }

  /**
   * Copies them all, and blocks until that is done. What fails is in the report and told to the
   * listener; it is no exception.
   *
   * @throws InterruptedException after all that was under way was stopped cleanly; what is done by
   *     then was told to the listener
   */
  public BatchReport copy(BatchRequest request, BatchListener listener)
      throws InterruptedException {
    BatchTally tally = new BatchTally();
    BatchQueue queue = new BatchQueue(request, new Scouting(engine), listener);
    CopyWorker worker = new CopyWorker(engine, queue, new FailureBrake(), tally, listener);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<Boolean> running = new ExecutorCompletionService<>(threads);
      running.submit(
          () -> {
            queue.fill().ifPresent(tally::listingFailed);
            return true;
          });
      for (int i = 0; i < request.imagesInParallel(); i++) {
        running.submit(
            () -> {
              worker.run();
              return true;
            });
      }
      try {
        // In the order of their ends: whoever fills the queue waits for ever for a thread that
        // broke.
        for (int ended = 0; ended <= request.imagesInParallel(); ended++) {
          running.take().get();
        }
      } catch (ExecutionException defect) {
        threads.shutdownNow();
        throw new IllegalStateException("A batch broke", defect.getCause());
      } catch (InterruptedException stopped) {
        threads.shutdownNow();
        throw stopped;
      }
    }
    return tally.report();
  }
}
