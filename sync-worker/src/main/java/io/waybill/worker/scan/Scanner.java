package io.waybill.worker.scan;

import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.scans.ScanStep;
import java.time.Clock;
import java.util.Map;

/** Knows how each kind of step is done. Safe for many threads. */
public final class Scanner {
  private final RegistryClients clients;
  private final Map<Registry, Region> regions;
  private final Clock clock;
  private final LongLists longLists = new LongLists();

  /**
   * A scanner.
   *
   * @param clients the registries' connections, which the copies use as well
   * @param regions the configured registries, each with its region
   */
  public Scanner(RegistryClients clients, Map<Registry, Region> regions, Clock clock) {
    this.clients = clients;
    this.regions = Map.copyOf(regions);
    this.clock = clock;
  }

  /** The step, ready to be done. */
  StepWork begin(ScanStep step) {
    return switch (step.kind()) {
      case REPOSITORIES -> new RepositoryStep(step, clients, clock);
      case TAGS -> new TagStep(step, clients, this::comparison, clock);
      case COMPARE -> comparison(step);
    };
  }

  private StepWork comparison(ScanStep step) {
    return new CompareStep(step, clients, regions, longLists, clock);
  }
}
