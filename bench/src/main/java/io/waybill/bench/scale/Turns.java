package io.waybill.bench.scale;

import io.waybill.bench.copy.Machine;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Measures one turn after another, each with images that no other turn had. */
final class Turns {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration GLANCE = Duration.ofMillis(50);

  private final TaskQueue queue;
  private final Facts facts;
  private final int round;
  private int nextImage;

  Turns(TaskQueue queue, Facts facts, int round) {
    this.queue = queue;
    this.facts = facts;
    this.round = round;
  }

  /** Has the workers do some tasks, so that Java's compilers have done most of theirs. */
  void warmUp(String region, int tasks) throws InterruptedException {
    List<SyncTask> warming = queue.putSmall(region, nextImage, tasks);
    nextImage += tasks;
    require(facts.await(warming, PATIENCE), "the tasks to warm up with");
  }

  /** From now on the images are used again, for a registry that has none of them. */
  void startOver() {
    nextImage = 0;
  }

  /** Fills a queue at once, and looks for a while how it gets shorter. */
  Lap drain(String name, String region, Workers workers, int tasks, Duration atMost)
      throws InterruptedException, IOException {
    List<SyncTask> all = queue.putSmall(region, nextImage, tasks);
    nextImage += tasks;
    double busy = Machine.busySeconds();
    long began = System.nanoTime();
    facts.await(all, atMost);
    Instant end = Instant.now();
    return lap(name, workers, all, end, busy, began);
  }

  /**
   * Queues one task after another, at a pace, and one for each of the other regions beside it.
   *
   * @param region whose tasks are looked at
   */
  Lap stream(
      String name,
      String region,
      List<String> beside,
      Workers workers,
      double perSecond,
      Duration time)
      throws InterruptedException, IOException {
    double busy = Machine.busySeconds();
    long began = System.nanoTime();
    List<SyncTask> all = new ArrayList<>();
    int tasks = (int) (perSecond * time.toMillis() / 1_000);
    for (int i = 0; i < tasks; i++) {
      sleepUntil(began + (long) (i * 1e9 / perSecond));
      all.addAll(queue.putSmall(region, nextImage, 1));
      for (String other : beside) {
        queue.putSmall(other, nextImage, 1);
      }
      nextImage++;
    }
    require(facts.await(all, PATIENCE), "the tasks of " + region);
    return lap(name, workers, all, Instant.now(), busy, began);
  }

  private static void sleepUntil(long nanos) {
    while (System.nanoTime() < nanos) {
      LockSupport.parkNanos(Math.min(GLANCE.toNanos(), nanos - System.nanoTime()));
    }
  }

  private Lap lap(
      String name,
      Workers workers,
      List<SyncTask> tasks,
      Instant end,
      double busyBefore,
      long began)
      throws IOException {
    double elapsed = (System.nanoTime() - began) / 1e9;
    double cores = Runtime.getRuntime().availableProcessors();
    double busy = (Machine.busySeconds() - busyBefore) / elapsed / cores;
    List<Long> millis = new ArrayList<>();
    List<Instant> ends = new ArrayList<>();
    for (SyncTask task : tasks) {
      TaskDone done = facts.end(task).orElse(null);
      if (done == null || done.at().isAfter(end)) {
        continue;
      }
      require(done.status() == TaskStatus.SUCCEEDED, task.source() + ": " + done.failure());
      ends.add(done.at());
      millis.add(Duration.between(task.queuedAt(), done.at()).toMillis());
    }
    return new Lap(name, round, workers.count(), ends.size(), rate(ends), millis, busy);
  }

  /** From the first end to the last, so that neither the filling nor the last glance counts. */
  private static double rate(List<Instant> ends) {
    if (ends.size() < 2) {
      return 0;
    }
    List<Instant> sorted = ends.stream().sorted().toList();
    double seconds = Duration.between(sorted.getFirst(), sorted.getLast()).toMillis() / 1e3;
    return seconds == 0 ? 0 : (sorted.size() - 1) / seconds;
  }

  private static void require(boolean well, String what) {
    if (!well) {
      throw new IllegalStateException("This did not end well: " + what);
    }
  }
}
