package io.waybill.registry.feed;

import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * One copy, as far as others that read the same blobs have to know of it: from when it starts, what
 * it is going to read, and how long it was waited for. To be closed when the copy ends, however it
 * ends. Safe for many threads.
 */
public final class CopyInterest implements AutoCloseable {
  private final SharedReads reads;
  private final Reference source;
  private final Registry target;
  private final Patience patience;
  private final Set<Digest> wanted = new HashSet<>();

  /** Until it is known what it wants, it may want all that its source has. */
  private boolean planned;

  CopyInterest(SharedReads reads, Reference source, Registry target, Patience patience) {
    this.reads = reads;
    this.source = source;
    this.target = target;
    this.patience = patience;
  }

  /** Says that the copy is going to read these blobs, and others only if it says so later. */
  public void announce(Collection<Digest> blobs) {
    reads.update(
        () -> {
          planned = true;
          wanted.addAll(blobs);
        });
  }

  /** Says that the copy is not going to read this blob, or is done with it. */
  public void withdraw(Digest blob) {
    reads.update(() -> wanted.remove(blob));
  }

  /**
   * Reads a blob together with the others that read it now, if there are any.
   *
   * @param opener how it is opened where it is this copy's turn to read from the source
   * @param meter told how many bytes this copy had the source send
   */
  public FeedReader read(Descriptor blob, BlobOpener opener, LongConsumer meter) {
    return reads.join(this, blob, opener, meter);
  }

  @Override
  public void close() {
    reads.leave(this);
  }

  /** Whether it is going to read the blob, as far as it is known; under the lock. */
  boolean wants(Digest blob) {
    return wanted.contains(blob);
  }

  /** Whether nobody knows yet what it is going to read; under the lock. */
  boolean isUnplanned() {
    return !planned;
  }

  Reference source() {
    return source;
  }

  Registry target() {
    return target;
  }

  /** How long it is waited for; under the lock. */
  Patience patience() {
    return patience;
  }
}
