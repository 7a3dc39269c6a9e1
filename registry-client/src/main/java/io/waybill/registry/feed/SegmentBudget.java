package io.waybill.registry.feed;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The memory of all feeds: how many segments may be there, and a few that are free, to be used
 * again. Guarded by the lock of {@link SharedReads}.
 */
final class SegmentBudget {
  /** Kept for the next feed; more than that is left to the garbage collector. */
  private static final int FREE_KEPT = 16;

  private final int segment;
  private final Deque<byte[]> free = new ArrayDeque<>();
  private int left;
  private int taken;

  SegmentBudget(FeedSettings settings) {
    this.segment = settings.segment();
    this.left = settings.budget();
  }

  /** Sets segments aside; false where there are not so many. */
  boolean reserve(int segments) {
    if (segments > left) {
      return false;
    }
    left -= segments;
    taken += segments;
    return true;
  }

  void release(int segments) {
    left += segments;
    taken -= segments;
  }

  /** How many are set aside. */
  int taken() {
    return taken;
  }

  byte[] take() {
    byte[] bytes = free.pollFirst();
    return bytes == null ? new byte[segment] : bytes;
  }

  void giveBack(byte[] bytes) {
    if (free.size() < FREE_KEPT) {
      free.addFirst(bytes);
    }
  }
}
