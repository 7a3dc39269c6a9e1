package io.waybill.cli.roles;

import io.waybill.chassis.life.StartException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process is put together from. Parts start at the same time, each on a thread of its own,
 * and are closed one after the other, the last one that was begun first. Where one does not start,
 * closing waits for the others and closes those.
 */
public final class Parts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

  private final Deque<Starting<?>> begun = new ArrayDeque<>();
  private final List<Took> times = new ArrayList<>();
  private final long began = System.nanoTime();

  /**
   * How long a part took to start.
   *
   * @param name the part
   * @param after when it began, counted from the first
   * @param time how long it took
   */
  public record Took(String name, Duration after, Duration time) {}

  /** A part that is being started. */
  public static final class Starting<T extends AutoCloseable> {
    private final String name;
    private final FutureTask<T> task;

    private Starting(String name, FutureTask<T> task) {
      this.name = name;
      this.task = task;
    }

    /**
     * The part, once it has started.
     *
     * @throws StartException where it did not start
     * @throws InterruptedException where this thread was interrupted; the part goes on starting
     */
    public T await() throws StartException, InterruptedException {
      try {
        return task.get();
      } catch (ExecutionException failed) {
        switch (failed.getCause()) {
          case StartException refused -> throw refused;
          case RuntimeException unchecked -> throw unchecked;
          case Error error -> throw error;
          case null, default -> throw new IllegalStateException("Cannot start " + name, failed);
        }
      }
    }
  }

  /** Begins to start a part. */
  public <T extends AutoCloseable> Starting<T> begin(String name, Callable<T> start) {
    FutureTask<T> task = new FutureTask<>(() -> timed(name, start));
    Starting<T> starting = new Starting<>(name, task);
    begun.push(starting);
    Thread.ofPlatform().name("start-" + name).daemon().start(task);
    return starting;
  }

  /** How long each part took, in the order in which they were ready. */
  public List<Took> times() {
    synchronized (times) {
      return List.copyOf(times);
    }
  }

  /** The time since the first part could begin. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Closes every part that started, the last one that was begun first; never interrupted. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    while (!begun.isEmpty()) {
      Starting<?> last = begun.peek();
      try {
        close(last);
        begun.pop();
      } catch (InterruptedException whileWaiting) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Starting<?> part) throws InterruptedException {
    AutoCloseable started;
    try {
      started = part.task.get();
    } catch (ExecutionException neverStarted) {
      return;
    }
    try {
      started.close();
    } catch (Exception failure) {
      LOG.warn("Tried to stop {}, but failed", part.name, failure);
    }
  }

  private <T> T timed(String name, Callable<T> start) throws Exception {
    long from = System.nanoTime();
    T part = start.call();
    Took took =
        new Took(name, Duration.ofNanos(from - began), Duration.ofNanos(System.nanoTime() - from));
    synchronized (times) {
      times.add(took);
    }
    return part;
  }
}
