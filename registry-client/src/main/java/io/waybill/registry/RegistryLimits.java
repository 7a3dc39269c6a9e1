package io.waybill.registry;

import io.waybill.schemas.units.ByteRate;
import java.util.Optional;

/**
 * How much is asked of a registry, by one process.
 *
 * @param maxConnections the most connections open to it at once, at least 3: a blob that comes from
 *     it, one that goes to it, and a request that neither of them may hold up
 * @param requestsPerSecond the most requests in a second, at least 1; empty = as many as it takes
 * @param bandwidth the most bytes that are read from it in a second, and again the most that are
 *     written to it: lines have two directions; empty = as many as it takes
 */
public record RegistryLimits(
    int maxConnections, Optional<Integer> requestsPerSecond, Optional<ByteRate> bandwidth) {
  /** 64 connections. */
  public static final RegistryLimits DEFAULT = new RegistryLimits(64);

  /** Checks the numbers. */
  public RegistryLimits {
    if (maxConnections < 3) {
      throw new IllegalArgumentException("maxConnections has to be at least 3: " + maxConnections);
    }
    if (requestsPerSecond.isPresent() && requestsPerSecond.get() < 1) {
      throw new IllegalArgumentException(
          "requestsPerSecond has to be at least 1: " + requestsPerSecond.get());
    }
  }

  /** As much as this many connections can carry. */
  public RegistryLimits(int maxConnections) {
    this(maxConnections, Optional.empty(), Optional.empty());
  }

  /** The same with fewer requests in a second. */
  public RegistryLimits withRequestsPerSecond(int most) {
    return new RegistryLimits(maxConnections, Optional.of(most), bandwidth);
  }

  /** The same with fewer bytes in a second. */
  public RegistryLimits withBandwidth(ByteRate most) {
    return new RegistryLimits(maxConnections, requestsPerSecond, Optional.of(most));
  }
}
