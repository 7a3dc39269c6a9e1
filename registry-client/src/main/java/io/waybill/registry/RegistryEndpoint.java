package io.waybill.registry;

import io.waybill.registry.prepare.Preparation;
import io.waybill.schemas.names.Registry;
import java.net.URI;

/**
 * Where a registry is and how it is spoken to.
 *
 * @param registry the name that references use
 * @param base its address: {@code http} or {@code https}, a host, an optional port and path prefix;
 *     requests go to {@code <base>/v2/...}
 * @param credentials where its account comes from
 * @param trust which certificates are believed
 * @param limits how much is asked of it at once
 * @param route the way to it
 * @param preparation what is done about a target that lacks what a copy is for
 */
public record RegistryEndpoint(
    Registry registry,
    URI base,
    CredentialSource credentials,
    Trust trust,
    RegistryLimits limits,
    Route route,
    Preparation preparation) {

  /** Checks the address. */
  public RegistryEndpoint {
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
  }

  /** An anonymous endpoint with the defaults. */
  public static RegistryEndpoint of(Registry registry, URI base) {
    return new RegistryEndpoint(
        registry,
        base,
        CredentialSource.ANONYMOUS,
        Trust.USUAL,
        RegistryLimits.DEFAULT,
        Route.STRAIGHT,
        Preparation.NONE);
  }

  /** The same with an account. */
  public RegistryEndpoint withCredentials(String username, String password) {
    return withCredentials(CredentialSource.of(new Credentials.Password(username, password)));
  }

  /** The same with an account from elsewhere. */
  public RegistryEndpoint withCredentials(CredentialSource source) {
    return new RegistryEndpoint(registry, base, source, trust, limits, route, preparation);
  }

  /** The same with other certificates believed. */
  public RegistryEndpoint withTrust(Trust other) {
    return new RegistryEndpoint(registry, base, credentials, other, limits, route, preparation);
  }

  /** The same with other limits. */
  public RegistryEndpoint withLimits(RegistryLimits other) {
    return new RegistryEndpoint(registry, base, credentials, trust, other, route, preparation);
  }

  /** The same by another way. */
  public RegistryEndpoint withRoute(Route other) {
    return new RegistryEndpoint(registry, base, credentials, trust, limits, other, preparation);
  }

  /** The same, with something else done about what it lacks as a target. */
  public RegistryEndpoint withPreparation(Preparation other) {
    return new RegistryEndpoint(registry, base, credentials, trust, limits, route, other);
  }
}
