package io.waybill.registry;

import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Where a registry is and how it is spoken to.
 *
 * @param registry the name that references use
 * @param base its address: {@code http} or {@code https}, a host, an optional port and path prefix;
 *     requests go to {@code <base>/v2/...}
 * @param credentials the account; empty = anonymous
 * @param trustsAnyCertificate whether certificates are left unchecked; an explicit choice
 * @param authorities certificates to believe besides those that Java believes anyway
 * @param maxConnections the most connections open to it at once, at least 2
 */
public record RegistryEndpoint(
    Registry registry,
    URI base,
    Optional<Credentials> credentials,
    boolean trustsAnyCertificate,
    List<X509Certificate> authorities,
    int maxConnections) {

  /** What an endpoint gets when nothing else is said. */
  public static final int DEFAULT_MAX_CONNECTIONS = 64;

  /** Checks the address and the number of connections. */
  public RegistryEndpoint {
    authorities = List.copyOf(authorities);
    String scheme = base.getScheme();
    if (scheme == null || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new IllegalArgumentException(
          "The address of registry "
              + registry
              + " has to start with https:// or http://, but is: "
              + base);
    }
    if (base.getHost() == null || base.getRawQuery() != null || base.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "The address of registry "
              + registry
              + " has to be a host with an optional port and path, without a user or a query");
    }
    if (maxConnections < 2) {
      throw new IllegalArgumentException(
          "maxConnections of registry " + registry + " has to be at least 2: " + maxConnections);
    }
  }

  /** An anonymous endpoint with the defaults. */
  public static RegistryEndpoint of(Registry registry, URI base) {
    return new RegistryEndpoint(
        registry, base, Optional.empty(), false, List.of(), DEFAULT_MAX_CONNECTIONS);
  }

  /** The same with an account. */
  public RegistryEndpoint withCredentials(String username, String password) {
    return new RegistryEndpoint(
        registry,
        base,
        Optional.of(new Credentials(username, password)),
        trustsAnyCertificate,
        authorities,
        maxConnections);
  }

  /** The same with certificates checked or not. */
  public RegistryEndpoint withTrustsAnyCertificate(boolean any) {
    return new RegistryEndpoint(registry, base, credentials, any, authorities, maxConnections);
  }

  /** The same with these authorities believed as well. */
  public RegistryEndpoint withAuthorities(List<X509Certificate> more) {
    return new RegistryEndpoint(
        registry, base, credentials, trustsAnyCertificate, more, maxConnections);
  }

  /** The same with another number of connections. */
  public RegistryEndpoint withMaxConnections(int most) {
    return new RegistryEndpoint(
        registry, base, credentials, trustsAnyCertificate, authorities, most);
  }
}
