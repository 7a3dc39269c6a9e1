package io.waybill.registry.stores;

import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.transport.Transport;
import io.waybill.registry.transport.Transports;
import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.util.Map;

/**
 * Registries some of which are stores: to be given to {@link
 * io.waybill.registry.protocol.RegistryClients} both as its directory and as its transports.
 */
public final class StoreDirectory implements RegistryDirectory, Transports {
  /** Nothing is sent there. A name that no resolver finds (RFC 6761), should it ever be asked. */
  private static final URI NOWHERE = URI.create("https://store.invalid");

  private final Map<Registry, ContentStore> stores;
  private final RegistryDirectory others;

  /**
   * A directory of these stores.
   *
   * @param stores by the names that references use; closed by the caller, after the clients
   * @param others where the other registries are
   */
  public StoreDirectory(Map<Registry, ContentStore> stores, RegistryDirectory others) {
    this.stores = Map.copyOf(stores);
    this.others = others;
  }

  @Override
  public RegistryEndpoint getEndpoint(Registry registry) {
    return stores.containsKey(registry)
        ? RegistryEndpoint.of(registry, NOWHERE)
        : others.getEndpoint(registry);
  }

  @Override
  public Transport open(RegistryEndpoint endpoint) {
    ContentStore store = stores.get(endpoint.registry());
    return store == null ? HTTP.open(endpoint) : new StoreTransport(endpoint.registry(), store);
  }
}
