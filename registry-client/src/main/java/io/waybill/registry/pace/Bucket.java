package io.waybill.registry.pace;

import java.util.concurrent.atomic.AtomicLong;

/**
 * So many units in a second (a token bucket, kept as the time at which it is empty: GCRA). Who asks
 * gets the next free moment and waits until then, so that all are served in the order in which they
 * asked, and nobody holds a lock while waiting. Safe for many threads.
 */
final class Bucket {
  private static final double SECOND = 1e9;

  private final double nanosPerUnit;
  private final long burst;
  private final PaceClock clock;

  /** When the units that were promised so far are used up. */
  private final AtomicLong free;

  /**
   * A bucket with nothing saved up yet.
   *
   * @param perSecond how many units in a second
   * @param burst for how long units are saved up while nobody asks, in nanoseconds
   */
  Bucket(double perSecond, long burst, PaceClock clock) {
    this.nanosPerUnit = SECOND / perSecond;
    this.burst = burst;
    this.clock = clock;
    this.free = new AtomicLong(clock.nanos());
  }

  /** Waits for these units. Who is interrupted meanwhile has used them up all the same. */
  void take(long units) throws InterruptedException {
    long wait = reserve(units);
    if (wait > 0) {
      clock.sleep(wait);
    }
  }

  /**
   * Takes the next units.
   *
   * @return how long to wait until they are there, in nanoseconds; 0 or less = they are there
   */
  long reserve(long units) {
    long cost = cost(units);
    long now = clock.nanos();
    while (true) {
      long was = free.get();
      long start = was - (now - burst) < 0 ? now - burst : was;
      if (free.compareAndSet(was, start + cost)) {
        return start - now;
      }
    }
  }

  /** Gives units back that were taken and not used. */
  void refund(long units) {
    free.addAndGet(-cost(units));
  }

  private long cost(long units) {
    return Math.round(units * nanosPerUnit);
  }
}
