package io.waybill.registry.transport;

import io.waybill.registry.Route;
import io.waybill.registry.Trust;
import java.net.URI;
import java.time.Duration;

/**
 * How connections to one registry are made.
 *
 * @param base the registry's own address
 * @param trust which certificates are believed
 * @param route the way to it, and to where it leads
 * @param maxConnections the most connections at once, to the registry and to where it redirects
 * @param connectTimeout the longest that a connection may take to be made
 */
public record TransportSettings(
    URI base, Trust trust, Route route, int maxConnections, Duration connectTimeout) {

  /** How long the body of a small answer may take in all, after which a dripping one is cut. */
  public static final Duration ANSWER = Duration.ofMinutes(5);

  /** The default of {@code connectTimeout}. */
  public static final Duration CONNECT = Duration.ofSeconds(15);
}
