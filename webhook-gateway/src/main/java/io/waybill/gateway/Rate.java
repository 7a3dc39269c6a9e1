package io.waybill.gateway;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * So many deliveries in a second, and as many at once after a second of silence (the generic cell
 * rate algorithm). Safe for many threads, and waits for nothing.
 */
final class Rate {
  private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long nanosEach;
  private final LongSupplier clock;

  /** When a delivery would have come that keeps exactly to the rate. */
  private final AtomicLong due;

  /**
   * A rate.
   *
   * @param clock nanoseconds since whenever
   */
  Rate(int perSecond, LongSupplier clock) {
    this.nanosEach = BURST_NANOS / perSecond;
    this.clock = clock;
    this.due = new AtomicLong(clock.getAsLong());
  }

  /** Takes a delivery: zero, or how long its sender should wait before it tries again. */
  Duration take() {
    while (true) {
      long now = clock.getAsLong();
      long before = due.get();
      long next = (before - now > 0 ? before : now) + nanosEach;
      long ahead = next - now - BURST_NANOS;
      if (ahead > 0) {
        return Duration.ofNanos(ahead);
      }
      if (due.compareAndSet(before, next)) {
        return Duration.ZERO;
      }
    }
  }
}
