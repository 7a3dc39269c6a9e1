package io.waybill.registry.transport;

import io.waybill.registry.RegistryEndpoint;

/** Says by whom the requests to a registry are answered. */
@FunctionalInterface
public interface Transports {
  /** All of them over the network. */
  Transports HTTP =
      endpoint ->
          new HttpTransport(
              new TransportSettings(
                  endpoint.base(),
                  endpoint.trust(),
                  endpoint.route(),
                  endpoint.limits().maxConnections(),
                  TransportSettings.CONNECT));

  /** The transport for the registry, to be closed by the caller; opens no connection yet. */
  Transport open(RegistryEndpoint endpoint);
}
