package io.waybill.worker.copy;

import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.registry.CertificateAuthorities;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.RegistryLimits;
import io.waybill.registry.Trust;
import io.waybill.schemas.names.Registry;
import java.security.cert.X509Certificate;
import java.util.List;

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
    Trust trust = new Trust(config.insecure(), authorities(name, config));
    return RegistryEndpoint.of(name, config.url())
        .withCredentials(credentials(config))
        .withTrust(trust)
        .withLimits(
            new RegistryLimits(
                config.maxConnections(), config.requestsPerSecond(), config.bandwidth()));
  }

  private static CredentialSource credentials(RegistryConfig config) {
    return config
        .username()
        .flatMap(
            user ->
                config
                    .password()
                    .map(password -> new Credentials.Password(user, password.reveal())))
        .map(account -> CredentialSource.of(account, "the configuration"))
        .orElse(CredentialSource.ANONYMOUS);
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
