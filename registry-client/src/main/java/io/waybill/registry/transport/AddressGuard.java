package io.waybill.registry.transport;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves host names for a registry's connections and refuses those that a Location, a redirect or
 * a token realm must not lead to: link-local addresses (a cloud's metadata service lives there) and
 * private ones, unless the registry itself is in such a place.
 *
 * <p>It is the resolver of the connections themselves, so a name cannot change between the check
 * and the connect.
 */
final class AddressGuard implements DnsResolver {
  /** Where an address is. */
  enum Zone {
    PUBLIC("public"),
    PRIVATE("private"),
    LOOPBACK("loopback"),
    LINK_LOCAL("link-local");

    private final String text;

    Zone(String text) {
      this.text = text;
    }
  }

  private final String ownHost;

  AddressGuard(String ownHost) {
    this.ownHost = bare(ownHost);
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    if (bare(host).equals(ownHost)) {
      return addresses;
    }
    Set<Zone> own = EnumSet.noneOf(Zone.class);
    for (InetAddress address : addresses) {
      Zone zone = zoneOf(address);
      if (zone == Zone.PUBLIC) {
        continue;
      }
      if (own.isEmpty()) {
        for (InetAddress mine : InetAddress.getAllByName(ownHost)) {
          own.add(zoneOf(mine));
        }
      }
      // What runs on this machine is somebody's own set-up: its storage may be next door.
      boolean neighbour = zone == Zone.PRIVATE && own.contains(Zone.LOOPBACK);
      if (!own.contains(zone) && !neighbour) {
        throw new RefusedAddressException(host, address.getHostAddress(), zone.text);
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return InetAddress.getByName(host).getCanonicalHostName();
  }

  static Zone zoneOf(InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return Zone.LOOPBACK;
    }
    if (address.isLinkLocalAddress()) {
      return Zone.LINK_LOCAL;
    }
    byte[] octets = address.getAddress();
    boolean shared =
        // 100.64.0.0/10, carrier-grade NAT; Alibaba Cloud's metadata service is 100.100.100.200.
        address instanceof Inet4Address && octets[0] == 100 && (octets[1] & 0xC0) == 0x40;
    boolean uniqueLocal = address instanceof Inet6Address && (octets[0] & 0xFE) == 0xFC;
    return address.isSiteLocalAddress() || shared || uniqueLocal ? Zone.PRIVATE : Zone.PUBLIC;
  }

  private static String bare(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
  }
}
