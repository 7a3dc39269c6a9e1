package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets one upload of a blob to a registry through at a time. Who waited looks again: the blob is
 * there by then, to be skipped or mounted. But nobody waits for one that hardly moves (a copy with
 * a narrow bandwidth of its own, or a source that dies): then it is uploaded twice.
 */
final class BlobGate {
  /** How long a waiter watches the upload before it judges it. */
  private static final Duration WATCHED = Duration.ofSeconds(30);

  /** What an upload moves meanwhile that is worth waiting for: 1 MiB/s. */
  private static final long WORTHWHILE = 30L * 1024 * 1024;

  private record Key(Registry registry, Digest digest) {}

  /** A turn and how many want it; {@code users} changes inside the map's compute only. */
  private static final class Turn {
    private final Semaphore free = new Semaphore(1, true);
    private final AtomicLong moved = new AtomicLong();
    private int users;
  }

  /** The right to upload; given back by closing it. */
  interface Lease extends AutoCloseable {
    /** So many bytes more have gone to the registry. */
    void moved(long bytes);

    @Override
    void close();
  }

  /** Waits for a while. */
  @FunctionalInterface
  interface Watch {
    /** Whether the turn was given meanwhile. */
    boolean take(Semaphore free) throws InterruptedException;
  }

  private final Watch watch;
  private final ConcurrentMap<Key, Turn> turns = new ConcurrentHashMap<>();

  BlobGate() {
    this(free -> free.tryAcquire(WATCHED.toSeconds(), TimeUnit.SECONDS));
  }

  /** A gate with another patience. */
  BlobGate(Watch watch) {
    this.watch = watch;
  }

  /** Waits for the turn, as long as whoever has it gets on. */
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
      boolean first = await(turn);
      return new Lease() {
        @Override
        public void moved(long bytes) {
          turn.moved.addAndGet(bytes);
        }

        @Override
        public void close() {
          if (first) {
            turn.free.release();
          }
          leave(key);
        }
      };
    } catch (InterruptedException stopped) {
      leave(key);
      throw stopped;
    }
  }

  /** Whether the turn was given; if not, whoever has it is too slow to wait for. */
  private boolean await(Turn turn) throws InterruptedException {
    long before = turn.moved.get();
    while (!watch.take(turn.free)) {
      long now = turn.moved.get();
      if (now - before < WORTHWHILE) {
        return false;
      }
      before = now;
    }
    return true;
  }

  private void leave(Key key) {
    turns.computeIfPresent(key, (k, turn) -> --turn.users == 0 ? null : turn);
  }
}
