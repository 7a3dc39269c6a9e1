package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/**
 * Lets one upload of a blob to a registry through at a time. Who waited looks again: the blob is
 * there by then, to be skipped or mounted.
 */
final class BlobGate {
  private record Key(Registry registry, Digest digest) {}

  /** A turn and how many want it; {@code users} changes inside the map's compute only. */
  private static final class Turn {
    private final Semaphore free = new Semaphore(1, true);
    private int users;
  }

  /** The right to upload; given back by closing it. */
  interface Lease extends AutoCloseable {
    @Override
    void close();
  }

  private final ConcurrentMap<Key, Turn> turns = new ConcurrentHashMap<>();

  /** Waits for the turn. */
  Lease enter(Registry registry, Digest digest) throws InterruptedException {
    Key key = new Key(registry, digest);
    Turn turn =
        turns.compute(
            key,
            (k, there) -> {
              Turn joined = there == null ? new Turn() : there;
              joined.users++;
              return joined;
            });
    try {
      turn.free.acquire();
    } catch (InterruptedException stopped) {
      leave(key);
      throw stopped;
    }
    return () -> {
      turn.free.release();
      leave(key);
    };
  }

  private void leave(Key key) {
    turns.computeIfPresent(key, (k, turn) -> --turn.users == 0 ? null : turn);
  }
}
