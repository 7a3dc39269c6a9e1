package io.waybill.bench.gateway;

import java.util.Arrays;

/** Every latency of a run, in nanoseconds. */
final class Latencies {
  private long[] nanos = new long[1 << 16];
  private int count;

  void add(long latency) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = latency;
  }

  int count() {
    return count;
  }

  /** The value that the share of them does not exceed, in milliseconds (nearest rank). */
  double quantileMillis(double share) {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * count) - 1;
    return count == 0 ? 0 : sorted[Math.max(0, rank)] / 1e6;
  }
}
