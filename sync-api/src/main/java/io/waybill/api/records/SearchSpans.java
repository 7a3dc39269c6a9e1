package io.waybill.api.records;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The spans of time that a search goes through, from the newest to the oldest. How many records a
 * span has to look at, nobody knows before; so each is as much longer or shorter than the one
 * before as that was quicker or slower than it should be. A span of an hour is followed by four
 * where it was quick, and all of history is reached after some steps.
 */
final class SearchSpans {
  /** When a search ends, with what it has found. */
  static final Duration TIME = Duration.ofMillis(25);

  /** What one span should take. */
  static final Duration STEP = Duration.ofMillis(8);

  private static final Duration FIRST = Duration.ofHours(1);
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** Longer ones than this have no end: what is left is less than history can be. */
  private static final Duration LONGEST = Duration.ofDays(300);

  private static final double MOST_GROWTH = 4;
  private static final double MOST_SHRINKING = 1 / 16.0;

  private final LongSupplier nanos;
  private final long begun;
  private long last;
  private Instant edge;
  private Duration span = FIRST;
  private boolean first = true;

  /**
   * Backwards from a moment.
   *
   * @param nanos a clock, such as {@code System::nanoTime}
   */
  SearchSpans(Instant begin, LongSupplier nanos) {
    this.edge = begin;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
    this.last = begun;
  }

  /** Where the next span begins; empty where it is all that is left. */
  Optional<Instant> next() {
    long now = nanos.getAsLong();
    if (!first) {
      double quicker = (double) STEP.toNanos() / Math.max(1, now - last);
      double factor = Math.clamp(quicker, MOST_SHRINKING, MOST_GROWTH);
      span = Duration.ofMillis((long) (span.toMillis() * factor));
      span = span.compareTo(SHORTEST) < 0 ? SHORTEST : span;
    }
    first = false;
    last = now;
    if (span.compareTo(LONGEST) > 0) {
      return Optional.empty();
    }
    edge = edge.minus(span);
    return Optional.of(edge);
  }

  /** Whether the time of the search is over. */
  boolean isOver() {
    return nanos.getAsLong() - begun >= TIME.toNanos();
  }
}
