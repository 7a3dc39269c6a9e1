package io.waybill.api.access;

import io.waybill.chassis.config.RepositoryPrefix;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.util.Set;

/**
 * Some repositories in some registries.
 *
 * @param registries in which of them; none = in all
 * @param repositories which of theirs; none = all
 */
public record Area(Set<Registry> registries, Set<RepositoryPrefix> repositories) {
  /** Keeps copies. */
  public Area {
    registries = Set.copyOf(registries);
    repositories = Set.copyOf(repositories);
  }

  /** Whether it is every repository of every registry. */
  boolean isEverything() {
    return registries.isEmpty() && (repositories.isEmpty() || hasPrefix(EVERY_REPOSITORY));
  }

  private static final RepositoryPrefix EVERY_REPOSITORY = RepositoryPrefix.parse("**");

  private boolean hasPrefix(RepositoryPrefix prefix) {
    return repositories.contains(prefix);
  }

  boolean contains(Repository repository) {
    return contains(repository.registry(), new RepositoryPrefix(repository.path(), true));
  }

  /** Whether all that the prefix stands for lies within. */
  boolean contains(Registry registry, RepositoryPrefix prefix) {
    return touches(registry)
        && (repositories.isEmpty() || repositories.stream().anyMatch(prefix::isWithin));
  }

  /** Whether something in the registry lies within. */
  boolean touches(Registry registry) {
    return registries.isEmpty() || registries.contains(registry);
  }
}
