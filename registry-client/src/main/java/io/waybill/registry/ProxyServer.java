package io.waybill.registry;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * An HTTP proxy, spoken to in the clear: https travels through it in a tunnel, http by its leave.
 *
 * @param host where it is
 * @param port where it listens
 * @param account who logs in to it; none = nobody
 * @param exceptions the hosts that it does not lead to: a name with all below it, {@code .name} for
 *     only those below, an address, a network as {@code 10.0.0.0/8}, or {@code *}
 */
public record ProxyServer(
    String host, int port, Optional<Credentials.Password> account, List<String> exceptions) {
  private static final int DEFAULT_PORT = 80;

  /** Checks the exceptions. */
  public ProxyServer {
    exceptions = List.copyOf(exceptions);
    exceptions.forEach(HostPattern::parse);
  }

  /**
   * The proxy at {@code http://host[:port]}.
   *
   * @throws IllegalArgumentException where that is no such address; the message is the rest of a
   *     sentence about it, and repeats nothing of it
   */
  public static ProxyServer at(URI address) {
    String path = address.getRawPath();
    if (!"http".equalsIgnoreCase(address.getScheme()) || address.getHost() == null) {
      throw new IllegalArgumentException(
          "must be http://host:port: the proxy itself is spoken to without TLS, what goes through"
              + " it keeps its own");
    }
    if (address.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "holds a user, and addresses are printed: name the account by itself");
    }
    if (!(path == null || path.isEmpty() || path.equals("/")) || address.getRawQuery() != null) {
      throw new IllegalArgumentException("must end after the host and port");
    }
    int port = address.getPort() < 0 ? DEFAULT_PORT : address.getPort();
    return new ProxyServer(address.getHost(), port, Optional.empty(), List.of());
  }

  /** The same with an account. */
  public ProxyServer withAccount(Credentials.Password credentials) {
    return new ProxyServer(host, port, Optional.of(credentials), exceptions);
  }

  /** The same with hosts that it does not lead to. */
  public ProxyServer except(List<String> hosts) {
    return new ProxyServer(host, port, account, hosts);
  }

  /** Whether it leads to the host. */
  public boolean leadsTo(String name) {
    return exceptions.stream().map(HostPattern::parse).noneMatch(pattern -> pattern.fits(name));
  }

  /** Its address, for people. */
  public String address() {
    return "http://" + host + ":" + port;
  }
}
