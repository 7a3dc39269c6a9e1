package io.waybill.registry.copy;

import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.util.Optional;

/**
 * Told what a copy does while it does it. Blobs move in parallel, so the calls about blobs come
 * from several threads at once and have to be quick; what a listener throws fails the copy. Of
 * referrers only the manifests are told of: the plan and the blobs are the image's.
 */
public interface CopyListener {
  /** A listener that does not care. */
  CopyListener NONE = new CopyListener() {};

  /** How a blob came to be at the target. */
  enum BlobResult {
    /** It was uploaded. */
    COPIED,
    /** The target linked it from another repository of its own. */
    MOUNTED,
    /** It was there. */
    SKIPPED
  }

  /**
   * The plan is known and nothing was moved in this round. Called once, and once more for each time
   * that the source moved meanwhile.
   */
  default CopyPlan.Decision onPlan(CopyPlan plan) {
    return CopyPlan.Decision.PROCEED;
  }

  /** A blob's upload begins; may come again where it is retried. */
  default void onBlobStarted(Descriptor blob) {}

  /** The target took {@code bytes} more bytes of the blob; at most once for 128 KiB. */
  default void onBlobProgress(Descriptor blob, long bytes) {}

  /**
   * The blob's upload broke and goes on further back: the last {@code bytes} that were told do not
   * count, all of them where it begins again.
   */
  default void onBlobRestarted(Descriptor blob, long bytes) {}

  /** The blob is at the target. */
  default void onBlobFinished(Descriptor blob, BlobResult result) {}

  /**
   * The target is about to be asked to put a manifest under a tag, and may announce that from then
   * on. It is not asked before this returns, nor if this throws. Comes again before each further
   * try that may be a second put for the target, and may come from several threads at once.
   *
   * @param origin what the manifest was made from at the source; empty where it is the target's own
   *     business: a backup, a list of referrers that is added to
   */
  default void onTagPut(TagReference target, Digest digest, Optional<Reference> origin)
      throws InterruptedException {}

  /** The target took a manifest under this reference. */
  default void onManifestPut(Reference target, Digest digest) {}
}
