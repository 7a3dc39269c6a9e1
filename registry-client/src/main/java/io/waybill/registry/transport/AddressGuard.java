package io.waybill.registry.transport;

import io.waybill.registry.ProxyServer;
import io.waybill.registry.Route;
import io.waybill.schemas.addresses.Zone;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of hosts for a registry's connections, and refuses those that a Location, a
 * redirect or a token realm must not lead to: link-local addresses (a cloud's metadata service
 * lives there), and private ones unless the registry itself is in such a place. A host whose
 * address the operator has named is there, and allowed.
 *
 * <p>It is the resolver of the connections themselves, so a name cannot change between the check
 * and the connect. Only where a proxy finds the address can it not know: then what can be known is
 * judged before the proxy is asked.
 */
final class AddressGuard implements DnsResolver {
  /** A host that other software may read as an address, whatever Java makes of it. */
  private static final Pattern LIKE_AN_ADDRESS =
      Pattern.compile("(.*\\.)?(\\d+|0[xX][0-9a-fA-F]*)|.*:.*");

  private final String ownHost;
  private final Route route;
  private final Names names;

  AddressGuard(String ownHost, Route route) {
    this(ownHost, route, InetAddress::getAllByName);
  }

  /** With other names than this machine's. */
  AddressGuard(String ownHost, Route route, Names names) {
    this.ownHost = Route.comparable(ownHost);
    this.route = route;
    this.names = names;
  }

  /** Where hosts are, as their name servers say now. */
  @FunctionalInterface
  interface Names {
    InetAddress[] find(String host) throws UnknownHostException;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    Optional<ProxyServer> proxy = route.proxy();
    boolean isProxy =
        proxy.isPresent()
            && proxy.get().port() == port
            && Route.comparable(proxy.get().host()).equals(Route.comparable(host));
    InetAddress[] addresses = isProxy ? lookUp(host) : resolve(host);
    return Arrays.stream(addresses).map(address -> new InetSocketAddress(address, port)).toList();
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = lookUp(host);
    requireAllowed(host, addresses);
    return addresses;
  }

  /**
   * Judges a host that a proxy is about to be asked for, as far as this machine knows its address.
   */
  void requireAllowedBehindProxy(String host) throws RefusedAddressException {
    String name = Route.comparable(host);
    if (LIKE_AN_ADDRESS.matcher(name).matches() && !isOwnOrNamed(name)) {
      requireAllowed(host, new InetAddress[] {unambiguous(host, name)});
      return;
    }
    try {
      requireAllowed(host, lookUp(host));
    } catch (RefusedAddressException refused) {
      throw refused;
    } catch (UnknownHostException knownToTheProxyOnly) {
      // There is nothing to judge it by here.
    }
  }

  /** 0177.0.0.1 is 177.0.0.1 here and 127.0.0.1 at another's: the proxy may be such another. */
  private static InetAddress unambiguous(String host, String name) throws RefusedAddressException {
    try {
      InetAddress address = InetAddress.ofLiteral(name);
      if (name.contains(":") || address.getHostAddress().equals(name)) {
        return address;
      }
    } catch (IllegalArgumentException noLiteral) {
      // Not for Java, but perhaps for the proxy.
    }
    throw RefusedAddressException.ambiguous(host);
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return InetAddress.getByName(host).getCanonicalHostName();
  }

  private InetAddress[] lookUp(String host) throws UnknownHostException {
    Optional<InetAddress> named = route.findAddress(host);
    return named.isPresent() ? new InetAddress[] {named.get()} : names.find(host);
  }

  private boolean isOwnOrNamed(String host) {
    return Route.comparable(host).equals(ownHost) || route.findAddress(host).isPresent();
  }

  private void requireAllowed(String host, InetAddress[] addresses) throws RefusedAddressException {
    if (isOwnOrNamed(host)) {
      return;
    }
    Set<Zone> own = null;
    for (InetAddress address : addresses) {
      Zone zone = Zone.of(address);
      if (zone == Zone.PUBLIC) {
        continue;
      }
      own = own == null ? ownZones() : own;
      // What runs on this machine is somebody's own set-up: its storage may be next door.
      boolean neighbour = zone == Zone.PRIVATE && own.contains(Zone.LOOPBACK);
      boolean allowed = zone != Zone.LINK_LOCAL && (own.contains(zone) || neighbour);
      if (!allowed) {
        throw RefusedAddressException.of(host, address.getHostAddress(), zone.text());
      }
    }
  }

  /** Where the registry is by its name; that it was given another address loosens nothing. */
  private Set<Zone> ownZones() {
    Set<Zone> zones = EnumSet.noneOf(Zone.class);
    try {
      for (InetAddress mine : names.find(ownHost)) {
        zones.add(Zone.of(mine));
      }
    } catch (UnknownHostException unknown) {
      // Nobody knows, so it is not in any of the places that need a reason.
    }
    return zones;
  }
}
