package io.waybill.registry.transport;

import io.waybill.registry.Trust;
import java.net.URI;
import java.time.Duration;

/**
 * How connections to one registry are made.
 *
 * @param base the registry's own address
 * @param trust which certificates are believed
 * @param maxConnections the most connections at once, to the registry and to where it redirects
 * @param connectTimeout the longest that a connection may take to be made
 */
public record TransportSettings(
    URI base, Trust trust, int maxConnections, Duration connectTimeout) {

  /** How long a server may be silent by default. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The default of {@code connectTimeout}. */
  public static final Duration CONNECT = Duration.ofSeconds(15);
}
