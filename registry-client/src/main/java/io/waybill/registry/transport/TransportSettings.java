package io.waybill.registry.transport;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * How connections to one registry are made.
 *
 * @param base the registry's own address
 * @param trustsAnyCertificate whether certificates are left unchecked
 * @param authorities certificates to believe besides the usual ones
 * @param maxConnections the most connections at once, to the registry and to where it redirects
 * @param connectTimeout the longest that a connection may take to be made
 */
public record TransportSettings(
    URI base,
    boolean trustsAnyCertificate,
    List<X509Certificate> authorities,
    int maxConnections,
    Duration connectTimeout) {

  /** How long a server may be silent by default. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The default of {@code connectTimeout}. */
  public static final Duration CONNECT = Duration.ofSeconds(15);
}
