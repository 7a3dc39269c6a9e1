package io.waybill.chassis.config;

import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;

/**
 * How often, and with which pauses, an attempt that failed for a passing reason is repeated.
 *
 * @param attempts attempts in all, the first included
 * @param first the pause after the first failure; it doubles from one to the next
 * @param longest the longest pause
 * @param inSlot pauses up to this long are spent in the worker, longer ones in the scheduler
 */
public record RetryConfig(
    @Key("Attempts in all, the first included.") int attempts,
    @Key("The pause after the first failure; it doubles from failure to failure.") TimeSpan first,
    @Key("The longest pause.") TimeSpan longest,
    @Key(
            "A pause up to this long is spent in the worker; for a longer one the task is handed"
                + " back until its time comes.")
        TimeSpan inSlot) {
  /** What holds when nothing is configured: a registry that is down for a day is still served. */
  public static final RetryConfig DEFAULT =
      new RetryConfig(
          150, TimeSpan.ofSeconds(1), new TimeSpan(Duration.ofMinutes(15)), TimeSpan.ofSeconds(10));

  /** Checks the ranges. */
  public RetryConfig {
    new Checks()
        .range("attempts", attempts, 1, 10_000)
        .range("first", first, Duration.ofMillis(1), Duration.ofHours(1))
        .range("longest", longest, first.duration(), Duration.ofDays(7))
        .range("inSlot", inSlot, Duration.ZERO, Duration.ofMinutes(2))
        .done();
  }
}
