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
 * spoken to over https, but over plain http where the host is this machine itself or was named as
 * insecure.
 */
public final class AddressDirectory implements RegistryDirectory {
  /** Docker Hub's registry answers at another name than the one that references use. */
  private static final String DOCKER_HUB = "docker.io";

  private static final String DOCKER_HUB_API = "registry-1.docker.io";

  private final Set<String> insecure;
  private final Function<Registry, CredentialSource> credentials;
  private final Map<String, InetAddress> addresses;
  private final ProxyVariables proxies;

  /**
   * A directory with accounts.
   *
   * @param insecure addresses that may be spoken to over plain http, as {@code host} or {@code
   *     host:port}
   * @param credentials where the account for a registry comes from
   */
  public AddressDirectory(Set<String> insecure, Function<Registry, CredentialSource> credentials) {
    this(insecure, credentials, Map.of(), new ProxyVariables(Map.of()));
  }

  private AddressDirectory(
      Set<String> insecure,
      Function<Registry, CredentialSource> credentials,
      Map<String, InetAddress> addresses,
      ProxyVariables proxies) {
    this.insecure = Set.copyOf(insecure);
    this.credentials = credentials;
    this.addresses = Map.copyOf(addresses);
    this.proxies = proxies;
  }

  /** A directory without accounts. */
  public AddressDirectory(Set<String> insecure) {
    this(insecure, registry -> CredentialSource.ANONYMOUS);
  }

  /** The same, with hosts at these addresses whatever their names resolve to. */
  public AddressDirectory withAddresses(Map<String, InetAddress> hosts) {
    return new AddressDirectory(insecure, credentials, hosts, proxies);
  }

  /** The same, through the proxies that the environment names. */
  public AddressDirectory withProxies(ProxyVariables variables) {
    return new AddressDirectory(insecure, credentials, addresses, variables);
  }

  @Override
  public RegistryEndpoint getEndpoint(Registry registry) {
    String name = registry.name();
    String host = hostOf(name);
    boolean plain = isLoopback(host) || insecure.contains(name) || insecure.contains(host);
    String address = name.equals(DOCKER_HUB) ? DOCKER_HUB_API : name;
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(registry, URI.create((plain ? "http://" : "https://") + address));
    Route straight = Route.STRAIGHT.withAddresses(addresses);
    Route route = proxies.find(endpoint.base()).map(straight::through).orElse(straight);
    return endpoint.withCredentials(credentials.apply(registry)).withRoute(route);
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
