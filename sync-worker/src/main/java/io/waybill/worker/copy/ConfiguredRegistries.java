package io.waybill.worker.copy;

import io.waybill.chassis.config.ReachConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.registry.CertificateAuthorities;
import io.waybill.registry.ClientCertificate;
import io.waybill.registry.Credentials;
import io.waybill.registry.ProxyServer;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.RegistryLimits;
import io.waybill.registry.Route;
import io.waybill.registry.Trust;
import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The registries of the configuration, as the copy engine wants them. */
public final class ConfiguredRegistries {
  private ConfiguredRegistries() {}

  /**
   * The directory of the configured registries.
   *
   * @throws IllegalArgumentException where a registry asks for what the client cannot do; the
   *     message says what to do instead
   */
  public static RegistryDirectory of(WaybillConfig config) {
    return of(config, System.getenv());
  }

  /** The same with another environment, which clouds' own variables are looked for in. */
  static RegistryDirectory of(WaybillConfig config, Map<String, String> environment) {
    ConfiguredLogins logins = new ConfiguredLogins(environment);
    ConfiguredPreparation preparation = new ConfiguredPreparation(environment);
    return RegistryDirectory.of(
        config.registries().entrySet().stream()
            .map(
                entry ->
                    preparation.at(
                        endpoint(entry.getKey(), entry.getValue(), logins), entry.getValue()))
            .toList());
  }

  private static RegistryEndpoint endpoint(
      Registry name, RegistryConfig config, ConfiguredLogins logins) {
    Route route = route(name, config.reach());
    Trust trust = new Trust(config.insecure(), authorities(name, config), shown(name, config));
    return RegistryEndpoint.of(name, config.url())
        .withCredentials(logins.source(name, config, trust, route))
        .withTrust(trust)
        .withRoute(route)
        .withLimits(
            new RegistryLimits(
                config.maxConnections(), config.requestsPerSecond(), config.bandwidth()));
  }

  private static Route route(Registry name, ReachConfig config) {
    Route route =
        Route.STRAIGHT
            .withAddresses(config.resolve())
            .withPatience(config.stallTimeout().duration());
    return config.proxy().map(proxy -> route.through(proxy(name, proxy, config))).orElse(route);
  }

  private static ProxyServer proxy(Registry name, URI address, ReachConfig config) {
    ProxyServer server;
    try {
      server = ProxyServer.at(address).except(config.noProxy());
    } catch (IllegalArgumentException unusable) {
      throw new IllegalArgumentException(
          "registries." + name + ".noProxy cannot be used: " + unusable.getMessage(), unusable);
    }
    return config
        .proxyUsername()
        .flatMap(
            user ->
                config
                    .proxyPassword()
                    .map(password -> new Credentials.Password(user, password.reveal())))
        .map(server::withAccount)
        .orElse(server);
  }

  private static Optional<ClientCertificate> shown(Registry name, RegistryConfig config) {
    ReachConfig reach = config.reach();
    try {
      return reach
          .clientCertificate()
          .flatMap(chain -> reach.clientKey().map(key -> ClientCertificate.read(chain, key)));
    } catch (IllegalArgumentException unusable) {
      throw new IllegalArgumentException(
          "registries." + name + ".clientCertificate cannot be used: " + unusable.getMessage(),
          unusable);
    }
  }

  /** Better no start than a worker that fails each task with TLS. */
  private static List<X509Certificate> authorities(Registry name, RegistryConfig config) {
    try {
      return config.ca().map(CertificateAuthorities::read).orElse(List.of());
    } catch (IllegalArgumentException unusable) {
      throw new IllegalArgumentException(
          "registries." + name + ".ca cannot be used: " + unusable.getMessage(), unusable);
    }
  }
}
