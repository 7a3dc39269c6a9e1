package io.waybill.api.notifications;

import java.time.Duration;
import java.util.Optional;

/**
 * How long to wait before a notification is tried again: twice as long each time, less up to a half
 * by chance, so that what failed together does not come together again.
 *
 * @param first the longest wait after the first try
 * @param longest the longest wait of all
 * @param longestPause the longest time that a receiver is left alone that takes nothing
 */
record RetryPace(Duration first, Duration longest, Duration longestPause) {
  static final RetryPace DEFAULT =
      new RetryPace(Duration.ofSeconds(2), Duration.ofHours(1), Duration.ofMinutes(1));

  private static final int MOST_DOUBLINGS = 20;

  /**
   * The wait before a notification's next try.
   *
   * @param triesBefore how often it was tried before the last try
   * @param asked how long the receiver asked to be left alone
   * @param chance from 0 to 1
   */
  Duration delay(int triesBefore, Optional<Duration> asked, double chance) {
    Duration own = grown(triesBefore, longest, chance);
    Duration its = shorter(asked.orElse(Duration.ZERO), longest);
    return its.compareTo(own) > 0 ? its : own;
  }

  /** The time for which a receiver that failed so often in a row is left alone. */
  Duration pause(int failuresBefore, double chance) {
    return grown(failuresBefore, longestPause, chance);
  }

  private Duration grown(int times, Duration limit, double chance) {
    Duration full = first.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
    return Duration.ofMillis((long) (shorter(full, limit).toMillis() * (1 - chance / 2)));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
