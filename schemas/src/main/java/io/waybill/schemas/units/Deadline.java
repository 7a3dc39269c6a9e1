package io.waybill.schemas.units;

import java.time.Duration;

/**
 * A moment of this process, by the machine's steady clock: how far it is away changes for nobody
 * who sets the clock on the wall.
 *
 * @param nanos by {@link System#nanoTime}
 */
public record Deadline(long nanos) {
  /** So long from now. */
  public static Deadline in(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Whether it is over. */
  public boolean isOver() {
    return System.nanoTime() - nanos >= 0;
  }
}
