package io.waybill.registry.copy;

import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.names.Digest;
import java.util.List;

/**
 * What has to be done, as far as it is known before the first byte moves. Referrers are not in it.
 *
 * @param digest the digest that the target is to show: the source's, or that of an index of the
 *     selected platforms
 * @param manifests manifests to put, the top one included
 * @param blobs different blobs that those name
 * @param totalBytes the size of all those blobs
 * @param missing the blobs of those that are not known to be at the target registry; one that can
 *     be mounted is not among them
 */
public record CopyPlan(
    Digest digest, int manifests, int blobs, long totalBytes, List<Descriptor> missing) {

  /** Keeps a copy of the list. */
  public CopyPlan {
    missing = List.copyOf(missing);
  }

  /** How many blobs have to be moved. */
  public int blobsToMove() {
    return missing.size();
  }

  /** The size of the blobs that have to be moved. */
  public long bytesToMove() {
    return missing.stream().mapToLong(Descriptor::countedSize).sum();
  }

  /** What the listener says to a plan. */
  public enum Decision {
    /** Go on. */
    PROCEED,
    /** End with {@link CopyOutcome#DECLINED}; somebody else will do it. */
    DECLINE
  }
}
