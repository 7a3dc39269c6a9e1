package io.waybill.registry.feed;

import java.time.Duration;

/**
 * How much is kept for others, and how long they are waited for.
 *
 * @param segment bytes that are read and published at once
 * @param window segments that one feed keeps at most
 * @param least segments that a feed has for sure, or it is not begun
 * @param alone segments of the beginning that are kept where nobody else is expected
 * @param budget segments that all feeds keep at most
 * @param patience how long the others wait for one copy at most, before they go on without it
 * @param recovery patience grows again by one part in so many of the time that passes: what a slow
 *     copy may cost the others in the long run
 */
public record FeedSettings(
    int segment, int window, int least, int alone, int budget, Duration patience, int recovery) {
  private static final int SEGMENT = 256 * 1024;
  private static final long LARGEST_BUDGET = 64L * 1024 * 1024;

  /**
   * Segments of 256 KiB; 8 MiB a feed, 2 MiB of a copy that is alone; 64 MiB in all, a quarter of
   * the heap where that is less; a second of patience, an eighth of which comes back each second.
   */
  public static FeedSettings usual() {
    long budget = Math.min(LARGEST_BUDGET, Runtime.getRuntime().maxMemory() / 4);
    return new FeedSettings(
        SEGMENT, 32, 4, 8, Math.toIntExact(budget / SEGMENT), Duration.ofSeconds(1), 8);
  }

  /** Checks the numbers. */
  public FeedSettings {
    if (segment < 1 || least < 1 || window < least || alone < 1 || budget < 0 || recovery < 1) {
      throw new IllegalArgumentException("A feed needs room for a segment: " + this);
    }
  }
}
