package io.waybill.api.notifications;

import io.waybill.chassis.config.RegistryConfig;
import io.waybill.schemas.names.Registry;
import java.util.Map;
import java.util.Optional;

/** What registries are called outside of Waybill: host and port, as images are pulled from them. */
public final class RegistryHosts {
  private final Map<Registry, RegistryConfig> registries;

  /** Those of the configured registries. */
  public RegistryHosts(Map<Registry, RegistryConfig> registries) {
    this.registries = Map.copyOf(registries);
  }

  /** The host of a configured registry. */
  Optional<String> find(Registry registry) {
    return Optional.ofNullable(registries.get(registry))
        .map(config -> config.url().getRawAuthority());
  }
}
