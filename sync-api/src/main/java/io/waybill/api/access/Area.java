package io.waybill.api.access;

import io.waybill.chassis.config.RepositoryPrefix;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Some repositories in some registries.
 *
 * @param registries in which of them; none = in all
 * @param repositories which of theirs; none = all
 */
public record Area(Set<Registry> registries, Set<RepositoryPrefix> repositories) {
  private static final RepositoryPrefix EVERY_REPOSITORY = RepositoryPrefix.parse("**");

  /** Keeps copies, in the order of their names. */
  public Area {
    registries = sorted(registries);
    repositories = sorted(repositories);
  }

  private static <T> SortedSet<T> sorted(Collection<T> some) {
    SortedSet<T> sorted = new TreeSet<>(Comparator.comparing(Object::toString));
    sorted.addAll(some);
    return Collections.unmodifiableSortedSet(sorted);
  }

  /** Whether it is every repository of every registry. */
  boolean isEverything() {
    return registries.isEmpty() && hasEveryRepository();
  }

  /** Whether it has all repositories of its registries. */
  boolean hasEveryRepository() {
    return repositories.isEmpty() || repositories.contains(EVERY_REPOSITORY);
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
