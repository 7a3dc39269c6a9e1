package io.waybill.registry;

import io.waybill.schemas.names.Registry;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The directory of the command line: a registry's name is its address, {@code host[:port]}. It is
 * spoken to over https, but over plain http where it was named as insecure, or where the host is
 * this machine itself and was not named as secure.
 */
public final class AddressDirectory implements RegistryDirectory {
  /** Docker Hub's registry answers at another name than the one that references use. */
  private static final String DOCKER_HUB = "docker.io";

  private static final String DOCKER_HUB_API = "registry-1.docker.io";

  private final Set<String> insecure;
  private final Function<Registry, CredentialSource> credentials;
  private final Map<String, InetAddress> addresses;
  private final ProxyVariables proxies;
  private final Set<String> secure;
  private final Function<Registry, Trust> trust;

  /**
   * A directory with accounts.
   *
   * @param insecure addresses that may be spoken to over plain http, as {@code host} or {@code
   *     host:port}
   * @param credentials where the account for a registry comes from
   */
  public AddressDirectory(Set<String> insecure, Function<Registry, CredentialSource> credentials) {
    this(
        insecure,
        credentials,
        Map.of(),
        new ProxyVariables(Map.of()),
        Set.of(),
        any -> Trust.USUAL);
  }

  private AddressDirectory(
      Set<String> insecure,
      Function<Registry, CredentialSource> credentials,
      Map<String, InetAddress> addresses,
      ProxyVariables proxies,
      Set<String> secure,
      Function<Registry, Trust> trust) {
    this.insecure = Set.copyOf(insecure);
    this.credentials = credentials;
    this.addresses = Map.copyOf(addresses);
    this.proxies = proxies;
    this.secure = Set.copyOf(secure);
    this.trust = trust;
  }

  /** A directory without accounts. */
  public AddressDirectory(Set<String> insecure) {
    this(insecure, registry -> CredentialSource.ANONYMOUS);
  }

  /** The same, with hosts at these addresses whatever their names resolve to. */
  public AddressDirectory withAddresses(Map<String, InetAddress> hosts) {
    return new AddressDirectory(insecure, credentials, hosts, proxies, secure, trust);
  }

  /** The same, through the proxies that the environment names. */
  public AddressDirectory withProxies(ProxyVariables variables) {
    return new AddressDirectory(insecure, credentials, addresses, variables, secure, trust);
  }

  /**
   * The same, with certificates believed as it says.
   *
   * @param spoken registries that speak https although they are on this machine, named as the
   *     insecure ones are
   * @param believed which certificates of each registry are believed
   */
  public AddressDirectory withTls(Set<String> spoken, Function<Registry, Trust> believed) {
    return new AddressDirectory(insecure, credentials, addresses, proxies, spoken, believed);
  }

  @Override
  public RegistryEndpoint getEndpoint(Registry registry) {
    String name = registry.name();
    String host = hostOf(name);
    boolean plain = isNamed(name, insecure) || (isLoopback(host) && !isNamed(name, secure));
    String address = name.equals(DOCKER_HUB) ? DOCKER_HUB_API : name;
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(registry, URI.create((plain ? "http://" : "https://") + address));
    Route straight = Route.STRAIGHT.withAddresses(addresses);
    Route route = proxies.find(endpoint.base()).map(straight::through).orElse(straight);
    return endpoint
        .withCredentials(credentials.apply(registry))
        .withTrust(trust.apply(registry))
        .withRoute(route);
  }

  /** Whether the registry is among the names, with its port or without. */
  public static boolean isNamed(String registry, Set<String> names) {
    return names.contains(registry) || names.contains(hostOf(registry));
  }

  private static String hostOf(String address) {
    if (address.startsWith("[")) {
      return address.substring(0, address.indexOf(']') + 1);
    }
    int colon = address.lastIndexOf(':');
    return colon < 0 ? address : address.substring(0, colon);
  }

  private static boolean isLoopback(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
