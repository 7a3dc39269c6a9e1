package io.waybill.worker.copy;

import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.registry.CertificateAuthorities;
import io.waybill.registry.Credentials;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.schemas.names.Registry;
import java.security.cert.X509Certificate;
import java.util.List;
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
    return RegistryDirectory.of(
        config.registries().entrySet().stream()
            .map(entry -> endpoint(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static RegistryEndpoint endpoint(Registry name, RegistryConfig config) {
    Optional<Credentials> credentials =
        config
            .username()
            .flatMap(
                user ->
                    config.password().map(password -> new Credentials(user, password.reveal())));
    return new RegistryEndpoint(
        name,
        config.url(),
        credentials,
        config.insecure(),
        authorities(name, config),
        config.maxConnections());
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
