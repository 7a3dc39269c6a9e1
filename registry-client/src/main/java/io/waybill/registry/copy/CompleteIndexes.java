package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.PlatformSelection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Which indexes at targets are known to be there with all that is wanted of them. An index alone
 * says nothing of the kind: a sparse copy, of whatever tool, leaves one whose platforms are not all
 * there. It stays true until somebody deletes content behind this memory's back, so it forgets by
 * itself after a while. Bounded; safe for many threads.
 */
final class CompleteIndexes {
  private static final int MOST = 20_000;
  private static final Duration TRUSTED = Duration.ofMinutes(30);

  /** The selection that it is complete for; empty = all. */
  private record Key(Repository repository, Digest index, Optional<PlatformSelection> selection) {}

  private final InstantSource clock;

  /** Until when each is believed; the least recently used goes first. */
  private final LinkedHashMap<Key, Instant> known = new LinkedHashMap<>(16, 0.75f, true);

  CompleteIndexes() {
    this(InstantSource.system());
  }

  CompleteIndexes(InstantSource clock) {
    this.clock = clock;
  }

  /** What is complete with everything is complete with a part of it. */
  synchronized boolean knows(
      Repository repository, Digest index, Optional<PlatformSelection> selection) {
    return isFresh(new Key(repository, index, Optional.empty()))
        || isFresh(new Key(repository, index, selection));
  }

  private boolean isFresh(Key key) {
    Instant until = known.get(key);
    return until != null && clock.instant().isBefore(until);
  }

  synchronized void learn(
      Repository repository, Digest index, Optional<PlatformSelection> selection) {
    known.put(new Key(repository, index, selection), clock.instant().plus(TRUSTED));
    if (known.size() > MOST) {
      known.pollFirstEntry();
    }
  }
}
