package io.waybill.bench.copy;

import java.util.Optional;

/**
 * What a contender needed for one heat.
 *
 * @param seconds on the clock
 * @param cpuSeconds of all its processes, in user and in system mode
 * @param peakBytes the most memory that it had resident; 0 = this system does not say
 * @param failure why it did not do it
 */
record Effort(double seconds, double cpuSeconds, long peakBytes, Optional<String> failure) {
  static Effort failed(String why) {
    return new Effort(0, 0, 0, Optional.of(why));
  }
}
