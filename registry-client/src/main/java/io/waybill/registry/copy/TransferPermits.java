package io.waybill.registry.copy;

import io.waybill.registry.pace.RegistryPace;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.names.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The right to have one blob in transit between two registries. Permits are taken in the order of
 * the registries' names, so that two copies in opposite directions cannot wait for each other.
 */
final class TransferPermits implements AutoCloseable {
  private final List<RegistryPace.Place> held = new ArrayList<>();

  private TransferPermits() {}

  /** Waits until both registries have room. */
  static TransferPermits acquire(RegistryClients clients, Registry source, Registry target)
      throws InterruptedException {
    SortedSet<Registry> registries = new TreeSet<>();
    registries.add(source);
    registries.add(target);
    TransferPermits permits = new TransferPermits();
    try {
      for (Registry registry : registries) {
        permits.held.add(clients.enterTransfer(registry));
      }
      return permits;
    } catch (InterruptedException stopped) {
      permits.close();
      throw stopped;
    }
  }

  @Override
  public void close() {
    held.forEach(RegistryPace.Place::close);
  }
}
