package io.waybill.registry.feed;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.protocol.BlobContent;
import io.waybill.registry.protocol.BlobPosition;
import io.waybill.schemas.failures.FailureCode;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a blob for one target: from a feed that others read as well, as long as this target
 * keeps up with them, and then from the source by itself. Whoever reads does not notice the
 * difference. For one thread.
 */
public final class FeedReader implements BlobContent {
  private final CopyInterest interest;
  private final Descriptor blob;
  private final BlobOpener opener;
  private final LongConsumer meter;

  /**
   * Where it reads together with others; changes to nothing, once, under the feed's lock and after
   * all that is needed to go on alone.
   */
  private volatile @Nullable BlobFeed feed;

  /** Guarded by the feed's lock as long as there is a feed. */
  private long offset;

  /** Why the feed has nothing more for it; guarded by the feed's lock. */
  private @Nullable RegistryException failure;

  /** Where it can be gone back to. */
  private Places places;

  /** Where it goes on alone. */
  private BlobPosition detachedAt;

  private @Nullable OpenBlob own;

  FeedReader(CopyInterest interest, Descriptor blob, BlobOpener opener, LongConsumer meter) {
    this.interest = interest;
    this.blob = blob;
    this.opener = opener;
    this.meter = meter;
    this.places = new Places(blob.digest());
    this.detachedAt = places.floor(0);
  }

  /** The blob's size; where the manifest does not name it, -1 until the source was opened. */
  @Override
  public long size() {
    OpenBlob open = own;
    return blob.size() >= 0 || open == null ? blob.size() : open.size();
  }

  /**
   * Waits until the source has begun to send, or begins to read itself: before anything is sent to
   * a target of a blob that the source does not have. The blob's size is known after it.
   */
  public void begin() throws RegistryException {
    BlobFeed shared = feed;
    if (shared != null) {
      shared.await(this);
    }
    if (feed == null) {
      open();
    }
  }

  @Override
  public int read(byte[] buffer, int at, int length) throws RegistryException {
    if (length == 0) {
      return 0;
    }
    BlobFeed shared = feed;
    if (shared != null) {
      int count = shared.take(this, buffer, at, length);
      if (count != BlobFeed.DETACHED) {
        return count;
      }
    }
    int count = readFrom(open(), buffer, at, length);
    offset += Math.max(0, count);
    return count;
  }

  @Override
  public void rewind(long wanted) throws RegistryException {
    BlobFeed shared = feed;
    if (shared != null && shared.rewind(this, wanted)) {
      return;
    }
    OpenBlob open = own;
    if (open != null && wanted >= detachedAt.offset()) {
      open.rewind(wanted);
    } else {
      closeOwn();
      detachedAt = places.floor(wanted);
    }
    offset = wanted;
  }

  @Override
  public void close() {
    BlobFeed shared = feed;
    if (shared != null) {
      shared.leave(this);
    }
    closeOwn();
  }

  /** Reads from an open blob, and says what that had the source send. */
  int readFrom(OpenBlob open, byte[] buffer, int at, int length) throws RegistryException {
    long before = open.received();
    try {
      return open.read(buffer, at, length);
    } finally {
      meter.accept(open.received() - before);
    }
  }

  OpenBlob open(BlobPosition position) throws RegistryException {
    return opener.open(position);
  }

  private OpenBlob open() throws RegistryException {
    OpenBlob open = own;
    if (open == null) {
      open = opener.open(detachedAt);
      own = open;
      skip(open);
    }
    return open;
  }

  /** What was gone back to lies behind the place where the blob could be opened. */
  private void skip(OpenBlob open) throws RegistryException {
    byte[] scratch = new byte[(int) Math.min(64 * 1024, offset - detachedAt.offset())];
    long left = offset - detachedAt.offset();
    while (left > 0) {
      int count = readFrom(open, scratch, 0, (int) Math.min(scratch.length, left));
      if (count < 0) {
        throw RegistryException.because(
            FailureCode.DIGEST_MISMATCH,
            "read " + blob.digest() + " once more",
            "it is shorter than it was before",
            null);
      }
      left -= count;
    }
  }

  private void closeOwn() {
    OpenBlob open = own;
    own = null;
    if (open != null) {
      open.close();
    }
  }

  CopyInterest interest() {
    return interest;
  }

  // The rest is called by the feed, under its lock.

  boolean reads(BlobFeed from) {
    return feed == from;
  }

  void join(BlobFeed joined, Places known) {
    places = known;
    feed = joined;
  }

  long offset() {
    return offset;
  }

  void moveTo(long wanted) {
    offset = wanted;
  }

  /** Bytes were taken; where it was detached meanwhile, it goes on behind them. */
  void took(byte[] buffer, int at, int count) {
    if (feed == null && offset == detachedAt.offset()) {
      detachedAt = detachedAt.after(buffer, at, count);
    }
    offset += count;
  }

  void fail(RegistryException why) {
    failure = why;
  }

  void requireNoFailure() throws RegistryException {
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * It reads alone from now on.
   *
   * @param from where
   * @param inherited the open source, at that place, if nobody else needs it
   */
  void detach(BlobPosition from, @Nullable OpenBlob inherited) {
    detachedAt = from;
    own = inherited;
    feed = null;
  }
}
