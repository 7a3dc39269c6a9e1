package io.waybill.registry;

/**
 * How much is asked of a registry at once, by one process.
 *
 * @param maxConnections the most connections open to it at once, at least 2
 */
public record RegistryLimits(int maxConnections) {
  /** 64 connections. */
  public static final RegistryLimits DEFAULT = new RegistryLimits(64);

  /** Checks the numbers. */
  public RegistryLimits {
    if (maxConnections < 2) {
      throw new IllegalArgumentException("maxConnections has to be at least 2: " + maxConnections);
    }
  }
}
