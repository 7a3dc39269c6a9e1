package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.rules.PlatformSelection;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Which digest a selection of an image has. It is always the same, so remembering it saves reading
 * the source's index where there is nothing to do. Bounded; safe for many threads.
 */
final class RebuiltDigests {
  private static final int MOST = 10_000;

  private record Key(Digest source, PlatformSelection selection) {}

  /** The least recently used goes first. */
  private final LinkedHashMap<Key, Digest> known = new LinkedHashMap<>(16, 0.75f, true);

  synchronized Optional<Digest> find(Digest source, PlatformSelection selection) {
    return Optional.ofNullable(known.get(new Key(source, selection)));
  }

  synchronized void learn(Digest source, PlatformSelection selection, Digest wanted) {
    known.put(new Key(source, selection), wanted);
    if (known.size() > MOST) {
      known.pollFirstEntry();
    }
  }
}
