package io.waybill.endtoend.chaos;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Looks at something again and again beside a run. It is never interrupted, since that would look
 * like a failure of what it is looking at; and what it fails with is told by {@link #close}, for on
 * a thread that nobody asks it would be lost, or be taken by Awaitility for a failure of whatever
 * is awaited at that time.
 */
final class Lookout implements AutoCloseable {
  private final CountDownLatch ended = new CountDownLatch(1);
  private final FutureTask<Void> looking;

  /** What is done each time. */
  @FunctionalInterface
  interface Look {
    /** Looks once. */
    void look() throws InterruptedException;
  }

  private Lookout(Duration pause, Look look) {
    this.looking =
        new FutureTask<>(
            () -> {
              do {
                look.look();
              } while (!ended.await(pause.toNanos(), TimeUnit.NANOSECONDS));
              return null;
            });
  }

  /**
   * Begins to look, at once.
   *
   * @param name of its thread
   * @param pause between two looks
   */
  static Lookout every(Duration pause, String name, Look look) {
    Lookout lookout = new Lookout(pause, look);
    Thread.ofVirtual().name(name).start(lookout.looking);
    return lookout;
  }

  /** The look that is under way is the last one, if there is one; waits for nothing. */
  void end() {
    ended.countDown();
  }

  /** Ends it, waits for that, and throws what a look failed with. */
  @Override
  public void close() {
    end();
    try {
      looking.get();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause();
      throw new AssertionError("A look failed: " + cause, cause);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
