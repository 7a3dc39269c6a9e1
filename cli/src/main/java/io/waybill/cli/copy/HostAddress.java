package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.registry.Route;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a host is to be found, whatever its name resolves to: {@code HOST=ADDRESS}.
 *
 * @param host its name, without a port: all of its ports are there
 * @param address the address
 */
public record HostAddress(String host, InetAddress address) {
  /**
   * Reads {@code HOST=ADDRESS}.
   *
   * @throws IllegalArgumentException where it is not that; the message says what it has to be
   */
  public static HostAddress parse(String text) {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new IllegalArgumentException(
          "\"%s\" is not HOST=ADDRESS, as in registry.example.com=10.0.0.7".formatted(text));
    }
    String host = text.substring(0, equals);
    boolean literal = host.startsWith("[");
    if (host.indexOf('/') >= 0 || (!literal && host.indexOf(':') >= 0)) {
      throw new IllegalArgumentException(
          "\"%s\" is not a host: give its name alone, without a port; all of its ports are at the address"
              .formatted(host));
    }
    String written = text.substring(equals + 1);
    try {
      return new HostAddress(host, InetAddress.ofLiteral(written));
    } catch (IllegalArgumentException noLiteral) {
      throw new IllegalArgumentException(
          "\"%s\" is not an IP address: 10.0.0.7 and fd00::7 are".formatted(written), noLiteral);
    }
  }

  /** All of them, by host; one that has two addresses is a mistake. */
  static Map<String, InetAddress> map(List<HostAddress> all) {
    Map<String, InetAddress> addresses = new TreeMap<>();
    for (HostAddress one : all) {
      InetAddress other = addresses.put(Route.comparable(one.host()), one.address());
      if (other != null && !other.equals(one.address())) {
        throw CommandFailure.usage(
            "--resolve says both %s and %s for %s: a host has one address."
                .formatted(other.getHostAddress(), one.address().getHostAddress(), one.host()));
      }
    }
    return addresses;
  }
}
