package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.units.Deadline;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which blobs are known to be in which repositories of targets. A memory, not the truth: blobs are
 * deleted behind its back, so it forgets by itself after a while, and at once where a target says
 * that it was wrong. Bounded; safe for many threads.
 */
final class BlobKnowledge {
  private static final Duration TRUSTED = Duration.ofMinutes(30);

  /** A base layer is in hundreds of repositories; a few are enough to mount it from. */
  private static final int REPOSITORIES_KEPT = 8;

  private record Key(Registry registry, Digest digest) {}

  private final int most;

  /** The least recently used goes first; the inner maps are ordered by when they were learnt. */
  private final LinkedHashMap<Key, LinkedHashMap<Repository, Deadline>> known =
      new LinkedHashMap<>(16, 0.75f, true);

  BlobKnowledge(int most) {
    this.most = most;
  }

  /** Whether the repository is known to have the blob. */
  synchronized boolean isIn(Repository repository, Digest digest) {
    Map<Repository, Deadline> places = known.get(new Key(repository.registry(), digest));
    Deadline trusted = places == null ? null : places.get(repository);
    return trusted != null && !trusted.isOver();
  }

  /** Another repository of the same registry that is known to have the blob. */
  synchronized Optional<Repository> findElsewhere(Repository repository, Digest digest) {
    Map<Repository, Deadline> places = known.get(new Key(repository.registry(), digest));
    if (places == null) {
      return Optional.empty();
    }
    return places.entrySet().stream()
        .filter(place -> !place.getKey().equals(repository) && !place.getValue().isOver())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  synchronized void learn(Repository repository, Digest digest) {
    LinkedHashMap<Repository, Deadline> places =
        known.computeIfAbsent(new Key(repository.registry(), digest), key -> new LinkedHashMap<>());
    places.remove(repository);
    places.put(repository, Deadline.in(TRUSTED));
    if (places.size() > REPOSITORIES_KEPT) {
      places.pollFirstEntry();
    }
    if (known.size() > most) {
      known.pollFirstEntry();
    }
  }

  synchronized void forget(Repository repository, Digest digest) {
    Map<Repository, Deadline> places = known.get(new Key(repository.registry(), digest));
    if (places != null) {
      places.remove(repository);
    }
  }
}
