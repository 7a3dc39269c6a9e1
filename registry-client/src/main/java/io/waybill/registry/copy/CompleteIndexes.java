package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.PlatformSelection;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Which indexes at targets are known to be there with all that is wanted of them. An index alone
 * says nothing of the kind: a sparse copy, of whatever tool, leaves one whose platforms are not all
 * there. It stays true until somebody deletes content, so it is asked once. Bounded; safe for many
 * threads.
 */
final class CompleteIndexes {
  private static final int MOST = 20_000;

  /** The selection that it is complete for; empty = all. */
  private record Key(Repository repository, Digest index, Optional<PlatformSelection> selection) {}

  /** The least recently used goes first. */
  private final LinkedHashMap<Key, Boolean> known = new LinkedHashMap<>(16, 0.75f, true);

  /** What is complete with everything is complete with a part of it. */
  synchronized boolean knows(
      Repository repository, Digest index, Optional<PlatformSelection> selection) {
    return known.get(new Key(repository, index, Optional.empty())) != null
        || known.get(new Key(repository, index, selection)) != null;
  }

  synchronized void learn(
      Repository repository, Digest index, Optional<PlatformSelection> selection) {
    known.put(new Key(repository, index, selection), true);
    if (known.size() > MOST) {
      known.pollFirstEntry();
    }
  }
}
