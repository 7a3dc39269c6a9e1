package io.waybill.registry.pace;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * For how long a registry is left alone, by all of this process, after it said that it has enough:
 * as long as it asked for, or else a little longer with each refusal that no answer came between.
 * Safe for many threads.
 */
final class Lull {
  /** A registry that says "in an hour" is asked once in a while whether it still means it. */
  private static final Duration LONGEST_SHARED = Duration.ofMinutes(5);

  private static final int MOST_DOUBLINGS = 10;

  private final ReentrantLock lock = new ReentrantLock();
  private final Duration first;
  private final Duration longest;
  private final PaceClock clock;
  private long until;
  private long refusedAt;
  private int status;
  private int inARow;

  /** What {@code inARow} says, to be looked at without the lock. */
  private volatile boolean refusedLast;

  /**
   * No lull yet.
   *
   * @param first how long after the first refusal that does not say
   * @param longest how long at most after one that does not say
   */
  Lull(Duration first, Duration longest, PaceClock clock) {
    this.first = first;
    this.longest = longest;
    this.clock = clock;
    this.until = clock.nanos();
    this.refusedAt = until - 1;
  }

  /**
   * The registry refused a request.
   *
   * @param answer 429 or 503
   * @param asked how long it wants to be left alone
   * @param sentAt when the request was sent
   * @return whether that is news: the request was sent after the last refusal that was known
   */
  boolean refused(int answer, Optional<Duration> asked, long sentAt) {
    lock.lock();
    try {
      long now = clock.nanos();
      boolean news = sentAt - refusedAt > 0;
      if (news) {
        refusedAt = now;
        inARow++;
        refusedLast = true;
        extend(now, backoff(), answer);
      }
      if (asked.isPresent()) {
        Duration wait = asked.get().compareTo(LONGEST_SHARED) > 0 ? LONGEST_SHARED : asked.get();
        extend(now, wait.toNanos(), answer);
      }
      return news;
    } finally {
      lock.unlock();
    }
  }

  /** The registry answered a request that was sent at this time. */
  void answered(long sentAt) {
    if (!refusedLast) {
      // Nearly all answers end here.
      return;
    }
    lock.lock();
    try {
      if (sentAt - refusedAt > 0) {
        inARow = 0;
        refusedLast = false;
      }
    } finally {
      lock.unlock();
    }
  }

  /** How long it still lasts, in nanoseconds; 0 or less where there is none. */
  long left() {
    lock.lock();
    try {
      return until - clock.nanos();
    } finally {
      lock.unlock();
    }
  }

  /** What the registry answered to bring it about; 0 where it never did. */
  int status() {
    lock.lock();
    try {
      return status;
    } finally {
      lock.unlock();
    }
  }

  private void extend(long now, long nanos, int answer) {
    if (now + nanos - until > 0) {
      until = now + nanos;
      status = answer;
    }
  }

  private long backoff() {
    long nanos = first.toNanos() << Math.min(inARow - 1, MOST_DOUBLINGS);
    long jittered = nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1);
    return Math.min(jittered, longest.toNanos());
  }
}
