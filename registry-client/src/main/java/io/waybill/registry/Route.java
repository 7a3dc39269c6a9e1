package io.waybill.registry;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The way to a registry: how its connections, and those to its blobs' storage and its token server,
 * find their peer, and how long a peer may hold them up.
 *
 * @param proxy the proxy that they go through; none = straight
 * @param addresses addresses of hosts, whatever their names resolve to elsewhere; the host's name
 *     stays the one that is asked for and certified
 * @param patience how long a peer may neither take nor send anything in the middle of an exchange
 */
public record Route(
    Optional<ProxyServer> proxy, Map<String, InetAddress> addresses, Duration patience) {

  /** How long a peer may be silent by default. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Straight, to where the names resolve. */
  public static final Route STRAIGHT = new Route(Optional.empty(), Map.of(), PATIENCE);

  /** Keeps a copy of the addresses, under comparable names. */
  public Route {
    if (!patience.isPositive()) {
      throw new IllegalArgumentException("patience has to be longer than nothing: " + patience);
    }
    Map<String, InetAddress> comparable = new TreeMap<>();
    addresses.forEach((host, address) -> comparable.put(comparable(host), address));
    addresses = Map.copyOf(comparable);
  }

  /** The same through a proxy. */
  public Route through(ProxyServer server) {
    return new Route(Optional.of(server), addresses, patience);
  }

  /** The same with these addresses for these hosts. */
  public Route withAddresses(Map<String, InetAddress> hosts) {
    return new Route(proxy, hosts, patience);
  }

  /** The same with another patience. */
  public Route withPatience(Duration other) {
    return new Route(proxy, addresses, other);
  }

  /** The address that this host was given here. */
  public Optional<InetAddress> findAddress(String host) {
    return Optional.ofNullable(addresses.get(comparable(host)));
  }

  /** The proxy that leads to this host. */
  public Optional<ProxyServer> findProxy(String host) {
    return proxy.filter(server -> server.leadsTo(comparable(host)));
  }

  /** A host's name as names are compared: without case, brackets and the dot of the root. */
  public static String comparable(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    if (name.startsWith("[") && name.endsWith("]")) {
      return name.substring(1, name.length() - 1);
    }
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
