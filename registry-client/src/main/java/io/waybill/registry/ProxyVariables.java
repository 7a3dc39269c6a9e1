package io.waybill.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxy that the environment names, as curl, Go and most clients read it: {@code HTTPS_PROXY}
 * for registries spoken to over https, {@code HTTP_PROXY} for the others, and {@code NO_PROXY} for
 * hosts without; names in lower case count before those in upper case. This machine itself is never
 * reached through one.
 */
public final class ProxyVariables {
  private static final List<String> THIS_MACHINE =
      List.of("localhost", ".localhost", "127.0.0.0/8", "::1");

  private final Map<String, String> environment;

  /** The variables in this environment. */
  public ProxyVariables(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * The proxy for what is at this address.
   *
   * @throws UnusableProxyException where the variable names none that can be used; the message says
   *     which one, and nothing of a password in it
   */
  public Optional<ProxyServer> find(URI base) {
    String name = base.getScheme() + "_proxy";
    Optional<ProxyServer> proxy = variable(name).map(text -> parse(name, text));
    return proxy
        .map(server -> server.except(exceptions()))
        .filter(server -> server.leadsTo(Route.comparable(base.getHost())));
  }

  private List<String> exceptions() {
    String listed = variable("no_proxy").orElse("");
    return Stream.concat(
            THIS_MACHINE.stream(),
            Arrays.stream(listed.split("[,\\s]+", -1))
                .map(ProxyVariables::withoutPort)
                .filter(ProxyVariables::isUsable))
        .toList();
  }

  /** A port is left out of account: for a registry there is one that matters. */
  private static String withoutPort(String entry) {
    return entry.replaceFirst("(?<=^[^:]{1,255}):\\d{1,5}$", "");
  }

  /** Other programs read the variable too, and pass over what they do not understand. */
  private static boolean isUsable(String entry) {
    try {
      HostPattern.parse(entry);
      return true;
    } catch (IllegalArgumentException foreign) {
      return false;
    }
  }

  private Optional<String> variable(String lowerCase) {
    return Optional.ofNullable(environment.get(lowerCase))
        .or(() -> Optional.ofNullable(environment.get(lowerCase.toUpperCase(Locale.ROOT))))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private static ProxyServer parse(String name, String text) {
    try {
      URI address = new URI(text.contains("://") ? text : "http://" + text);
      URI bare =
          new URI(
              address.getScheme(),
              null,
              address.getHost(),
              address.getPort(),
              address.getPath(),
              null,
              null);
      ProxyServer server = ProxyServer.at(bare);
      return account(address).map(server::withAccount).orElse(server);
    } catch (URISyntaxException malformed) {
      throw unusable(name, "is not an address such as http://host:port");
    } catch (IllegalArgumentException unfit) {
      throw unusable(name, String.valueOf(unfit.getMessage()));
    }
  }

  private static UnusableProxyException unusable(String name, String why) {
    return new UnusableProxyException(name.toUpperCase(Locale.ROOT), why);
  }

  private static Optional<Credentials.Password> account(URI address) {
    return Optional.ofNullable(address.getRawUserInfo())
        .map(
            info -> {
              int colon = info.indexOf(':');
              return new Credentials.Password(
                  decoded(colon < 0 ? info : info.substring(0, colon)),
                  decoded(colon < 0 ? "" : info.substring(colon + 1)));
            });
  }

  private static String decoded(String part) {
    return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
