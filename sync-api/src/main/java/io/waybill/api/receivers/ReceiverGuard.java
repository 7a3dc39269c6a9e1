package io.waybill.api.receivers;

import io.waybill.chassis.config.ApiConfig;
import io.waybill.schemas.addresses.Zone;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Finds the addresses of receivers, and refuses those that somebody who may make subscriptions must
 * not make the API call: a cloud's metadata service always, private networks unless the
 * configuration allows them, this machine unless the API serves this machine alone.
 *
 * <p>It is the resolver of the connections themselves, so a name cannot change between the check
 * and the connect.
 */
public final class ReceiverGuard implements DnsResolver {
  private final boolean privateAllowed;
  private final boolean loopbackAllowed;

  private ReceiverGuard(boolean privateAllowed, boolean loopbackAllowed) {
    this.privateAllowed = privateAllowed;
    this.loopbackAllowed = loopbackAllowed;
  }

  /** The guard of an API that is configured so. */
  public static ReceiverGuard of(ApiConfig api) {
    boolean privateAllowed = api.notifications().privateAddresses();
    return new ReceiverGuard(privateAllowed, privateAllowed || api.isOnLoopback());
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = InetAddress.getAllByName(host);
    for (InetAddress address : addresses) {
      Optional<String> refusal = refusal(host, address);
      if (refusal.isPresent()) {
        throw new RefusedReceiverException(refusal.get());
      }
    }
    return addresses;
  }

  @Override
  public String resolveCanonicalHostname(String host) {
    return host;
  }

  /**
   * Why the address cannot be a receiver's, as far as it says so itself: a name is looked up when a
   * notification is sent, each time.
   */
  public Optional<String> refusal(URI address) {
    String host = withoutBrackets(address.getHost());
    if (host.equals("localhost")) {
      return refusal(host, InetAddress.getLoopbackAddress());
    }
    try {
      return refusal(host, InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException name) {
      return Optional.empty();
    }
  }

  /** Whether the address is this machine's by itself, whatever names are made to mean. */
  public static boolean isLoopback(URI address) {
    String host = withoutBrackets(address.getHost());
    try {
      return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
    } catch (IllegalArgumentException name) {
      return false;
    }
  }

  private Optional<String> refusal(String host, InetAddress address) {
    Zone zone = Zone.of(address);
    boolean allowed =
        switch (zone) {
          case PUBLIC -> true;
          case PRIVATE -> privateAllowed;
          case LOOPBACK -> loopbackAllowed;
          case LINK_LOCAL -> false;
        };
    if (allowed) {
      return Optional.empty();
    }
    String why =
        zone == Zone.LINK_LOCAL
            ? "which is never called"
            : "which is called only with api.notifications.privateAddresses";
    String literal = address.getHostAddress();
    return Optional.of(
        "%s a %s address, %s"
            .formatted(
                host.equals(literal) ? host + " is" : host + " is " + literal + ",",
                zone.text(),
                why));
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
