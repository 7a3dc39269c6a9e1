package io.waybill.registry.feed;

import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Small content of sources that was read a moment ago, and is named by its digest, so that it
 * cannot have changed: whoever wants it while it is being read waits for it, whoever comes shortly
 * after gets it from here. Bounded in bytes; safe for many threads.
 *
 * @param <K> what is asked for: a digest, and where it is read
 * @param <V> what was read, verified
 */
public final class RecentContent<K, V> {
  /** Reads what is not here. */
  @FunctionalInterface
  public interface Loader<V> {
    /** Reads and verifies. */
    V load() throws RegistryException;
  }

  /** Something read or being read; empty where its reader was stopped. */
  private record Entry<V>(CompletableFuture<Optional<V>> content, long bytes, long until) {}

  private final long most;
  private final long kept;
  private final ToLongFunction<V> weight;

  /** The oldest first. */
  private final Map<K, Entry<V>> entries = new LinkedHashMap<>();

  private long bytes;

  /**
   * Content of up to {@code most} bytes in all.
   *
   * @param kept how long each is kept
   * @param weight how many bytes it takes
   */
  public RecentContent(long most, Duration kept, ToLongFunction<V> weight) {
    this.most = most;
    this.kept = kept.toNanos();
    this.weight = weight;
  }

  /** The content, read by this caller or by another one; what goes wrong, goes wrong for both. */
  public V get(K key, Loader<V> loader) throws RegistryException {
    while (true) {
      CompletableFuture<Optional<V>> mine = new CompletableFuture<>();
      CompletableFuture<Optional<V>> there = claim(key, mine);
      if (there == null) {
        return load(key, mine, loader);
      }
      try {
        Optional<V> content = there.get();
        if (content.isPresent()) {
          return content.get();
        }
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof RegistryException failure) {
          throw failure;
        }
        throw new IllegalStateException("Loading fails in one way only", failed);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw RegistryException.because(
                FailureCode.CANCELLED, "read " + key, "the copy was stopped", stopped)
            .asSpent();
      }
    }
  }

  private synchronized @Nullable CompletableFuture<Optional<V>> claim(
      K key, CompletableFuture<Optional<V>> mine) {
    dropOld();
    Entry<V> there = entries.get(key);
    if (there != null) {
      return there.content();
    }
    entries.put(key, beingRead(mine));
    return null;
  }

  private V load(K key, CompletableFuture<Optional<V>> mine, Loader<V> loader)
      throws RegistryException {
    try {
      V content = loader.load();
      keep(key, mine, content);
      mine.complete(Optional.of(content));
      return content;
    } catch (RegistryException failure) {
      forget(key, mine);
      if (!Thread.currentThread().isInterrupted()) {
        mine.completeExceptionally(failure);
      }
      throw failure;
    } finally {
      if (!mine.isDone()) {
        // Stopped or defective: somebody else tries.
        forget(key, mine);
        mine.complete(Optional.empty());
      }
    }
  }

  private synchronized void keep(K key, CompletableFuture<Optional<V>> mine, V content) {
    entries.remove(key);
    long size = Math.max(1, weight.applyAsLong(content));
    if (size <= most) {
      entries.put(key, new Entry<>(mine, size, System.nanoTime() + kept));
      bytes += size;
      dropOld();
    }
  }

  private synchronized void forget(K key, CompletableFuture<Optional<V>> mine) {
    entries.remove(key, beingRead(mine));
  }

  private static <V> Entry<V> beingRead(CompletableFuture<Optional<V>> content) {
    return new Entry<>(content, 0, Long.MAX_VALUE);
  }

  /**
   * What is being read is not dropped: it has no weight yet. The rest is in the order of its end,
   * so that most calls look at what is being read and at one more.
   */
  private void dropOld() {
    long now = System.nanoTime();
    Iterator<Entry<V>> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      Entry<V> entry = oldest.next();
      if (entry.bytes() == 0) {
        continue;
      }
      if (bytes <= most && entry.until() - now >= 0) {
        return;
      }
      bytes -= entry.bytes();
      oldest.remove();
    }
  }
}
