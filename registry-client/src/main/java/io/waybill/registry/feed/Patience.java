package io.waybill.registry.feed;

/**
 * How long the others will still wait for one copy. Spent while they wait, at most once for the
 * same moment, however many of its blobs they wait for; comes back slowly. Times are {@link
 * System#nanoTime}. Guarded by the lock of {@link SharedReads}.
 */
final class Patience {
  /** Less is not worth a wait. */
  private static final long LEAST = 1_000_000;

  private final long most;
  private final int recovery;
  private long left;
  private long knownAt;
  private long spentUntil;

  Patience(FeedSettings settings, long now) {
    this.most = settings.patience().toNanos();
    this.recovery = settings.recovery();
    this.left = most;
    this.knownAt = now;
    this.spentUntil = now;
  }

  /** What is left, in nanoseconds; 0 where it is not worth a wait. */
  long left(long now) {
    left = Math.min(most, left + (now - knownAt) / recovery);
    knownAt = now;
    return left < LEAST ? 0 : left;
  }

  /** Somebody waited from then until now. */
  void spend(long from, long now) {
    left(now);
    left = Math.max(0, left - Math.max(0, now - Math.max(from, spentUntil)));
    spentUntil = now;
  }
}
