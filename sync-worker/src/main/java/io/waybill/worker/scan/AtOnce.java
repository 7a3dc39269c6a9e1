package io.waybill.worker.scan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does something with many things, some at a time; none is at work any more when it returns. */
final class AtOnce {
  private AtOnce() {}

  /** Hands each thing to the work, on at most so many threads at a time. */
  static <T> void all(int threads, Collection<T> things, Consumer<? super T> work)
      throws InterruptedException {
    Iterator<T> left = things.iterator();
    List<Future<?>> workers = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Math.min(threads, things.size()); i++) {
        workers.add(executor.submit(() -> workOff(left, work)));
      }
      try {
        for (Future<?> worker : workers) {
          worker.get();
        }
      } catch (ExecutionException defect) {
        executor.shutdownNow();
        throw new IllegalStateException("A look failed unexpectedly", defect.getCause());
      } catch (InterruptedException stopped) {
        executor.shutdownNow();
        throw stopped;
      }
    }
  }

  private static <T> void workOff(Iterator<T> left, Consumer<? super T> work) {
    while (!Thread.currentThread().isInterrupted()) {
      T next;
      synchronized (left) {
        if (!left.hasNext()) {
          return;
        }
        next = left.next();
      }
      work.accept(next);
    }
  }
}
