package io.waybill.chassis.life;

import io.waybill.chassis.http.Health;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A named thread that does one thing until it is closed. When that throws, the loop logs it, waits
 * (from half a second up to half a minute, twice as long each time) and begins anew: an outage ends
 * by itself, and shows in the health meanwhile.
 */
public final class Loop implements Service, Health.Check {
  private static final Logger LOG = LoggerFactory.getLogger(Loop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Duration SETTLED = Duration.ofSeconds(10);

  private final String name;
  private final Body body;
  private final Runnable wakeup;
  private final Duration grace;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable String failure;
  private volatile long begun = System.nanoTime();
  private volatile boolean resting;

  private Loop(Builder builder) {
    this.name = builder.name;
    this.body = builder.body;
    this.wakeup = builder.wakeup;
    this.grace = builder.grace;
    this.thread =
        (builder.virtual ? Thread.ofVirtual() : Thread.ofPlatform())
            .name(name)
            .unstarted(this::run);
  }

  /** What a loop does. */
  @FunctionalInterface
  public interface Body {
    /**
     * Works until {@link Loop#isRunning} is false, and gives back what it opened. Returning earlier
     * begins it anew at once.
     *
     * @throws Exception when it cannot go on; it is begun anew after a pause
     */
    void run(Loop loop) throws Exception;
  }

  /** Collects what a loop is made of. */
  public static final class Builder {
    private final String name;
    private final Body body;
    private Runnable wakeup = () -> {};
    private Duration grace = Duration.ofSeconds(10);
    private boolean virtual;

    private Builder(String name, Body body) {
      this.name = name;
      this.body = body;
    }

    /** On a virtual thread instead of a platform one. */
    public Builder onVirtualThread() {
      this.virtual = true;
      return this;
    }

    /** What makes the body look at {@link Loop#isRunning}, such as a consumer's wakeup. */
    public Builder wakeup(Runnable action) {
      this.wakeup = action;
      return this;
    }

    /** How long close() waits for the body before it interrupts the thread. */
    public Builder grace(Duration time) {
      this.grace = time;
      return this;
    }

    /** Starts the loop. */
    public Loop start() {
      Loop loop = new Loop(this);
      loop.thread.start();
      return loop;
    }
  }

  /** A loop that is not started yet. */
  public static Builder named(String name, Body body) {
    return new Builder(name, body);
  }

  @Override
  public String name() {
    return name;
  }

  /** Whether the body should go on. */
  public boolean isRunning() {
    return closing.getCount() > 0;
  }

  /** Waits, but not longer than until the loop is closed; whether it is still running then. */
  public boolean pause(Duration time) throws InterruptedException {
    return !closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The body says that all is well (again). */
  public void working() {
    failure = null;
  }

  /** Good while the body runs; bad from a failure until it works again, or runs for ten seconds. */
  @Override
  public Health.Status check() {
    @Nullable String reason = failure;
    boolean settled = !resting && since(begun).compareTo(SETTLED) > 0;
    if (reason != null && !settled) {
      return Health.Status.bad(name + " failed and is tried again: " + reason);
    }
    return thread.isAlive()
        ? Health.Status.good(name + " runs")
        : Health.Status.bad(name + " has ended");
  }

  /** Tells the body to stop and waits for it; after the grace the thread is interrupted. */
  @Override
  public void close() {
    closing.countDown();
    wakeup.run();
    try {
      if (!thread.equals(Thread.currentThread()) && !thread.join(grace)) {
        LOG.warn("{} did not stop within {} s and is interrupted", name, grace.toSeconds());
        thread.interrupt();
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException interrupted) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    Duration wait = FIRST_PAUSE;
    while (isRunning()) {
      begun = System.nanoTime();
      try {
        body.run(this);
        failure = null;
        wait = FIRST_PAUSE;
      } catch (InterruptedException interrupted) {
        return;
      } catch (Exception failed) {
        if (!isRunning()) {
          LOG.debug("{} ended with an exception while it was closed", name, failed);
          return;
        }
        failure = String.valueOf(failed.getMessage());
        if (since(begun).compareTo(LONGEST_PAUSE) > 0) {
          wait = FIRST_PAUSE;
        }
        LOG.error("{} failed and begins anew in {} ms", name, wait.toMillis(), failed);
        wait = rest(wait);
      }
    }
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private Duration rest(Duration wait) {
    resting = true;
    try {
      if (!pause(wait)) {
        return wait;
      }
    } catch (InterruptedException interrupted) {
      closing.countDown();
    } finally {
      begun = System.nanoTime();
      resting = false;
    }
    Duration twice = wait.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }
}
