package io.waybill.chassis.life;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time at which it began, carried on by the machine's steady clock: what it measures is as long
 * as it was, whoever sets the clock on the wall meanwhile. The longer it lives, the less its time
 * of day is worth.
 */
public final class SteadyClock extends Clock {
  private final Instant begun;
  private final long nanos;

  private SteadyClock(Instant begun, long nanos) {
    this.begun = begun;
    this.nanos = nanos;
  }

  /** A clock that begins now, at the time that the wall shows. */
  public static SteadyClock begin() {
    return new SteadyClock(Instant.now(), System.nanoTime());
  }

  @Override
  public Instant instant() {
    return begun.plus(Duration.ofNanos(System.nanoTime() - nanos));
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /** Tells moments only. */
  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("A steady clock knows no time zones");
  }
}
