package io.waybill.bench.copy;

import java.util.Optional;

/**
 * One measured heat.
 *
 * @param effort what the contender needed
 * @param source what it asked the source registry
 * @param targets what it asked the target registries, together
 * @param registriesCpuSeconds what the registries needed to answer
 * @param othersCpuSeconds what this machine did besides: noise
 * @param missing how many images the targets did not have afterwards, or not with the same digest
 */
record Lap(
    Effort effort,
    Traffic source,
    Traffic targets,
    double registriesCpuSeconds,
    double othersCpuSeconds,
    int missing) {

  /** Why it does not count. */
  Optional<String> failure() {
    if (effort.failure().isPresent() || missing == 0) {
      return effort.failure();
    }
    return Optional.of(missing + " images are not at the target as they are at the source");
  }
}
