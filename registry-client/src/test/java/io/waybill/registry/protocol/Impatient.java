package io.waybill.registry.protocol;

import io.waybill.registry.RegistryEndpoint;
import io.waybill.registry.Route;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.scripted.ScriptedRegistry;
import java.net.URI;
import java.time.Duration;

/** Clients that wait a second for a silent registry, and not a minute. */
final class Impatient {
  private Impatient() {}

  static RegistryClients clients(ScriptedRegistry of) {
    Route route = Route.STRAIGHT.withPatience(Duration.ofSeconds(1));
    return new RegistryClients(
        registry ->
            RegistryEndpoint.of(registry, URI.create("http://" + of.address())).withRoute(route),
        new RetryTable(Duration.ofMillis(2), Duration.ofMillis(50)));
  }
}
