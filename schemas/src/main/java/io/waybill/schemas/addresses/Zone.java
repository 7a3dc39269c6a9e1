package io.waybill.schemas.addresses;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;

/**
 * Where an address is: what whoever connects to an address that somebody else has named must know.
 */
public enum Zone {
  /** Anywhere in the internet. */
  PUBLIC("public"),
  /** In a network of its owner's. */
  PRIVATE("private"),
  /** This machine. */
  LOOPBACK("loopback"),
  /** On the same link, or a cloud's metadata service, which hands out accounts. */
  LINK_LOCAL("link-local");

  /**
   * Metadata services of clouds that are not at a link-local address and hand out accounts as those
   * do: AWS over IPv6, Google over IPv6, Alibaba, Oracle's former one, Azure's host.
   */
  private static final Set<InetAddress> METADATA =
      Set.of(
          InetAddress.ofLiteral("fd00:ec2::254"),
          InetAddress.ofLiteral("fd20:ce::254"),
          InetAddress.ofLiteral("100.100.100.200"),
          InetAddress.ofLiteral("192.0.0.192"),
          InetAddress.ofLiteral("168.63.129.16"));

  private final String text;

  Zone(String text) {
    this.text = text;
  }

  /** The zone's name, for people. */
  public String text() {
    return text;
  }

  /** The zone of the address, or of the one that it leads to. */
  public static Zone of(InetAddress address) {
    return switch (address) {
      case Inet4Address four -> of(four);
      case Inet6Address six -> of(six);
      default -> PRIVATE;
    };
  }

  private static Zone of(Inet4Address address) {
    byte[] octets = address.getAddress();
    int first = octets[0] & 0xFF;
    int second = octets[1] & 0xFF;
    if (address.isLinkLocalAddress() || METADATA.contains(address)) {
      return LINK_LOCAL;
    }
    // 0.0.0.0/8 is this machine (RFC 1122, 3.2.1.3).
    if (address.isLoopbackAddress() || first == 0) {
      return LOOPBACK;
    }
    boolean shared = first == 100 && (second & 0xC0) == 0x40; // RFC 6598
    boolean protocols = first == 192 && second == 0 && octets[2] == 0; // RFC 6890
    boolean benchmarks = first == 198 && (second & 0xFE) == 18; // RFC 2544
    boolean noHost = first >= 224; // multicast, reserved, broadcast
    return address.isSiteLocalAddress() || shared || protocols || benchmarks || noHost
        ? PRIVATE
        : PUBLIC;
  }

  private static Zone of(Inet6Address address) {
    if (METADATA.contains(address) || address.isLinkLocalAddress()) {
      return LINK_LOCAL;
    }
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return LOOPBACK;
    }
    byte[] octets = address.getAddress();
    int first = (octets[0] & 0xFF) << 8 | (octets[1] & 0xFF);
    int second = (octets[2] & 0xFF) << 8 | (octets[3] & 0xFF);
    if (first == 0x2002) { // 6to4, RFC 3056
      return embedded(octets, 2);
    }
    boolean nat64 = first == 0x0064 && second == 0xFF9B; // RFC 6052, RFC 8215
    boolean compatible = Arrays.mismatch(octets, new byte[12]) == 12; // RFC 4291, 2.5.5.1
    if (nat64 || compatible) {
      return embedded(octets, 12);
    }
    boolean uniqueLocal = (first & 0xFE00) == 0xFC00;
    boolean multicast = (first & 0xFF00) == 0xFF00;
    return uniqueLocal || multicast || address.isSiteLocalAddress() ? PRIVATE : PUBLIC;
  }

  private static Zone embedded(byte[] octets, int at) {
    try {
      return of(InetAddress.getByAddress(Arrays.copyOfRange(octets, at, at + 4)));
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("Four octets are an address", impossible);
    }
  }
}
