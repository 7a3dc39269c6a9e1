package io.waybill.registry;

import io.waybill.schemas.names.Registry;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds the endpoint behind a registry's name. */
@FunctionalInterface
public interface RegistryDirectory {
  /**
   * The endpoint of the registry.
   *
   * @throws UnknownRegistryException where the name is not known; the message lists what is
   */
  RegistryEndpoint getEndpoint(Registry registry);

  /** A directory of these endpoints and no others. */
  static RegistryDirectory of(Collection<RegistryEndpoint> endpoints) {
    Map<Registry, RegistryEndpoint> byName =
        endpoints.stream()
            .collect(Collectors.toUnmodifiableMap(RegistryEndpoint::registry, Function.identity()));
    return registry -> {
      RegistryEndpoint endpoint = byName.get(registry);
      if (endpoint == null) {
        throw new UnknownRegistryException(registry, byName.keySet());
      }
      return endpoint;
    };
  }
}
