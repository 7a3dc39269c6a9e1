package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Does several things at once and ends with all of them: none is left running when it returns, be
 * it well, by the first failure, or by an interrupt. What is stopped is interrupted and gets the
 * time to clean up.
 */
final class Parallel {
  /** One of the things. */
  @FunctionalInterface
  interface Task<T> {
    T run() throws RegistryException, InterruptedException;
  }

  private Parallel() {}

  /** The results of all tasks, in their order, at most {@code limit} of them at a time. */
  static <T> List<T> all(int limit, List<? extends Task<T>> tasks)
      throws RegistryException, InterruptedException {
    if (tasks.size() == 1) {
      return List.of(tasks.getFirst().run());
    }
    Semaphore turns = new Semaphore(limit, true);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      CompletionService<T> completion = new ExecutorCompletionService<>(executor);
      List<Future<T>> futures = new ArrayList<>();
      for (Task<T> task : tasks) {
        futures.add(
            completion.submit(
                () -> {
                  turns.acquire();
                  try {
                    return task.run();
                  } finally {
                    turns.release();
                  }
                }));
      }
      try {
        for (int ended = 0; ended < futures.size(); ended++) {
          completion.take().get();
        }
      } catch (ExecutionException failed) {
        executor.shutdownNow();
        throw rethrow(failed.getCause());
      } catch (InterruptedException stopped) {
        executor.shutdownNow();
        throw stopped;
      }
      return futures.stream().map(Future::resultNow).toList();
    }
  }

  private static RuntimeException rethrow(@Nullable Throwable cause)
      throws RegistryException, InterruptedException {
    switch (cause) {
      case RegistryException failure -> throw failure;
      case InterruptedException stopped -> throw stopped;
      case RuntimeException defect -> throw defect;
      case Error error -> throw error;
      case null, default -> throw new IllegalStateException("Tasks throw nothing else", cause);
    }
  }
}
