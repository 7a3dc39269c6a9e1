package io.waybill.chassis.config;

import io.waybill.schemas.units.TimeSpan;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a registry is reached, and what it is shown; its keys stand among the registry's own.
 *
 * @param clientCertificate a PEM file with the certificate for a registry that asks for one
 * @param clientKey a PEM file with its key
 * @param proxy the HTTP proxy that leads to it
 * @param proxyUsername who logs in to the proxy
 * @param proxyPassword with which password
 * @param noProxy hosts that the proxy does not lead to
 * @param resolve addresses of hosts, whatever their names resolve to elsewhere
 * @param stallTimeout how long it may neither take nor send anything
 */
public record ReachConfig(
    @Key(
            value =
                "A PEM file with the certificate that is shown to a registry which asks for one,"
                    + " followed by those between it and its authority. Only the registry's own"
                    + " host gets to see it.",
            example = "/etc/waybill/client.pem")
        Optional<Path> clientCertificate,
    @Key(
            value =
                "A PEM file with the key of `clientCertificate`, not encrypted: RSA or EC, PKCS#8"
                    + " or the older forms.",
            example = "/etc/waybill/client.key")
        Optional<Path> clientKey,
    @Key(
            value =
                "The HTTP proxy that leads to the registry, to its blobs' storage and to its token"
                    + " server. https goes through it in a tunnel. The variables `HTTPS_PROXY`,"
                    + " `HTTP_PROXY` and `NO_PROXY` mean nothing here.",
            example = "http://proxy.example.com:3128")
        Optional<URI> proxy,
    @Key("Who logs in to the proxy. Left out, nobody does.") Optional<String> proxyUsername,
    @Key(value = "With which password.", example = "file:/run/secrets/proxy")
        Optional<Secret> proxyPassword,
    @Key(
            value =
                "Hosts that are reached without the proxy: names with all below them, `.name` for"
                    + " only those below, addresses, networks as `10.0.0.0/8`.",
            example = "[storage.internal, 10.0.0.0/8]")
        List<String> noProxy,
    @Key(
            value =
                "The addresses of hosts, in place of what their names resolve to: of the registry,"
                    + " of its blobs' storage, of its token server. What is certified and asked for"
                    + " stays the name. In the variable: `host=address`, separated by commas.",
            example = "{ swr.cn-east-3.example.com: 10.0.0.7 }")
        Map<String, InetAddress> resolve,
    @Key(
            "How long the registry may neither take nor send anything, in the middle of a transfer"
                + " or before it answers, until the connection is given up and the request"
                + " repeated.")
        TimeSpan stallTimeout) {
  /** Straight, with nothing to show. */
  public static final ReachConfig DEFAULT =
      new ReachConfig(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Map.of(),
          new TimeSpan(Duration.ofSeconds(60)));

  /** Checks that what belongs together is there together. */
  public ReachConfig {
    noProxy = List.copyOf(noProxy);
    resolve = Map.copyOf(resolve);
    new Checks()
        .require(
            clientCertificate.isPresent() == clientKey.isPresent(),
            clientCertificate.isPresent() ? "clientKey" : "clientCertificate",
            "is missing: a certificate and its key belong together")
        .require(
            proxy.map(ReachConfig::isProxy).orElse(true),
            "proxy",
            "must be http://host:port: the proxy itself is spoken to without TLS, what goes through"
                + " it keeps its own")
        .require(
            proxy.map(URI::getRawUserInfo).isEmpty(),
            "proxy",
            "holds a user, and addresses are printed: use proxyUsername and proxyPassword")
        .require(
            proxyUsername.isPresent() == proxyPassword.isPresent(),
            proxyUsername.isPresent() ? "proxyPassword" : "proxyUsername",
            "is missing: a username and a password belong together")
        .require(
            proxy.isPresent() || proxyUsername.isEmpty(),
            "proxyUsername",
            "has no effect without a proxy")
        .require(proxy.isPresent() || noProxy.isEmpty(), "noProxy", "has no effect without a proxy")
        .range("stallTimeout", stallTimeout, Duration.ofSeconds(1), Duration.ofHours(1))
        .done();
  }

  private static boolean isProxy(URI address) {
    String path = address.getRawPath();
    return "http".equals(address.getScheme())
        && address.getHost() != null
        && (path == null || path.isEmpty() || path.equals("/"))
        && address.getRawQuery() == null;
  }
}
