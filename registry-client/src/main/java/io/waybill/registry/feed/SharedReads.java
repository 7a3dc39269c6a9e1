package io.waybill.registry.feed;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the copies of one engine read together. One lock guards all of it: nothing waits for a
 * registry while holding it, and no bytes are copied.
 */
public final class SharedReads {
  private record Key(Registry source, Digest digest) {
    @Override
    public String toString() {
      return digest + " of " + source;
    }
  }

  private static final Duration KEPT = Duration.ofSeconds(30);
  private static final long MOST_SMALL = 32L * 1024 * 1024;
  private static final long MOST_MANIFESTS = 8L * 1024 * 1024;

  /** Of the heap, where that is less. */
  private static final int SHARE = 16;

  /** A manifest that was parsed takes more memory than its bytes. */
  private static final int PARSED = 4;

  private final RecentContent<Key, byte[]> small =
      new RecentContent<>(most(MOST_SMALL), KEPT, bytes -> bytes.length);
  private final RecentContent<DigestReference, Manifest> manifests =
      new RecentContent<>(
          most(MOST_MANIFESTS), KEPT, manifest -> (long) PARSED * manifest.bytes().length);
  private final FeedSettings settings;
  private final SegmentBudget budget;
  private final ReentrantLock lock = new ReentrantLock();

  /** The feeds that can be joined: they have all bytes from the first one on. */
  private final Map<Key, BlobFeed> feeds = new HashMap<>();

  private final Set<CopyInterest> interests = new LinkedHashSet<>();

  /** Nothing is read yet. */
  public SharedReads(FeedSettings settings) {
    this.settings = settings;
    this.budget = new SegmentBudget(settings);
  }

  /** A copy starts; what it wants is announced later. */
  public CopyInterest enter(Reference source, Registry target) {
    CopyInterest interest =
        new CopyInterest(this, source, target, new Patience(settings, System.nanoTime()));
    update(() -> interests.add(interest));
    return interest;
  }

  private static long most(long bytes) {
    return Math.min(bytes, Runtime.getRuntime().maxMemory() / SHARE);
  }

  /**
   * The bytes of a small blob of the registry, read a moment ago or now; not to be changed. What
   * another copy was refused, its repository may lack or keep from it: then this one asks itself.
   */
  public byte[] getSmall(Registry source, Digest digest, RecentContent.Loader<byte[]> loader)
      throws RegistryException {
    AtomicBoolean asked = new AtomicBoolean();
    try {
      return small.get(
          new Key(source, digest),
          () -> {
            asked.set(true);
            return loader.load();
          });
    } catch (RegistryException failure) {
      if (asked.get() || !isRefusal(failure)) {
        throw failure;
      }
      return loader.load();
    }
  }

  private static boolean isRefusal(RegistryException failure) {
    return failure.answer().filter(answer -> answer.status() / 100 == 4).isPresent()
        && !failure.hasStatus(429);
  }

  /** A manifest, read a moment ago or now. */
  public Manifest getManifest(DigestReference reference, RecentContent.Loader<Manifest> loader)
      throws RegistryException {
    return manifests.get(reference, loader);
  }

  /** How many segments are set aside now. */
  int segmentsTaken() {
    lock.lock();
    try {
      return budget.taken();
    } finally {
      lock.unlock();
    }
  }

  FeedReader join(CopyInterest interest, Descriptor blob, BlobOpener opener, LongConsumer meter) {
    FeedReader reader = new FeedReader(interest, blob, opener, meter);
    lock.lock();
    try {
      BlobFeed feed = blob.size() < 0 ? null : feedOf(interest, blob);
      if (feed != null) {
        feed.add(reader);
      }
    } finally {
      lock.unlock();
    }
    return reader;
  }

  private @Nullable BlobFeed feedOf(CopyInterest interest, Descriptor blob) {
    Key key = new Key(interest.source().repository().registry(), blob.digest());
    BlobFeed there = feeds.get(key);
    if (there != null && there.size() == blob.size()) {
      return there;
    }
    if (there != null || !reserve(settings.least())) {
      return null;
    }
    BlobFeed begun = new BlobFeed(this, blob, settings.least());
    feeds.put(key, begun);
    return begun;
  }

  /** Sets segments aside, those of feeds that only wait for somebody to come if need be. */
  boolean reserve(int segments) {
    if (budget.reserve(segments)) {
      return true;
    }
    List.copyOf(feeds.values()).stream().filter(BlobFeed::isIdle).forEach(BlobFeed::end);
    return budget.reserve(segments);
  }

  /** The feed cannot be joined any more. */
  void retire(BlobFeed feed) {
    feeds.values().remove(feed);
  }

  /** The copies that are going to read the feed's blob and have not begun; under the lock. */
  List<CopyInterest> expected(BlobFeed feed) {
    return interests.stream().filter(feed::expects).toList();
  }

  void leave(CopyInterest interest) {
    update(() -> interests.remove(interest));
  }

  /** Changes who wants what, and lets those look again who wait for somebody. */
  void update(Runnable change) {
    lock.lock();
    try {
      change.run();
      for (BlobFeed feed : List.copyOf(feeds.values())) {
        feed.lookAgain();
      }
    } finally {
      lock.unlock();
    }
  }

  ReentrantLock lock() {
    return lock;
  }

  Condition newCondition() {
    return lock.newCondition();
  }

  SegmentBudget budget() {
    return budget;
  }

  FeedSettings settings() {
    return settings;
  }
}
