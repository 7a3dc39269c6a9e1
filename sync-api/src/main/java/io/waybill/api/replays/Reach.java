package io.waybill.api.replays;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.tasks.SyncTask;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What can be reached by the present configuration; a task of long ago may need more.
 *
 * @param registries the configured registries
 * @param regions the regions that have queues
 */
public record Reach(Set<Registry> registries, Set<Region> regions) {
  /** Keeps copies. */
  public Reach {
    registries = Set.copyOf(registries);
    regions = Set.copyOf(regions);
  }

  /** What the configuration reaches. */
  public static Reach of(WaybillConfig config) {
    return new Reach(config.registries().keySet(), config.regions());
  }

  /** Why the task cannot be done any more: a sentence; empty where it can. */
  Optional<String> refusal(SyncTask task) {
    return Stream.of(task.source(), task.target())
        .map(reference -> reference.repository().registry())
        .filter(registry -> !registries.contains(registry))
        .findFirst()
        .map(
            registry ->
                "The registry %s is not configured any more: add it under registries, or leave such tasks out."
                    .formatted(registry))
        .or(
            () ->
                regions.contains(task.region())
                    ? Optional.empty()
                    : Optional.of(
                        "No configured registry is in the region %s any more, so nobody would take the task: sync the image by its rule again."
                            .formatted(task.region())));
  }
}
