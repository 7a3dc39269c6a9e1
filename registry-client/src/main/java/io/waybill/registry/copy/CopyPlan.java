package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;

/**
 * What has to be done, as far as it is known before the first byte moves. Referrers are not in it.
 *
 * @param digest the digest that the target is to show: the source's, or that of an index of the
 *     selected platforms
 * @param manifests manifests to put, the top one included
 * @param blobs different blobs that those name
 * @param totalBytes the size of all those blobs
 * @param blobsToMove blobs that are not known to be at the target registry
 * @param bytesToMove the size of those; what is mounted is not counted
 */
public record CopyPlan(
    Digest digest, int manifests, int blobs, long totalBytes, int blobsToMove, long bytesToMove) {

  /** What the listener says to a plan. */
  public enum Decision {
    /** Go on. */
    PROCEED,
    /** End with {@link CopyOutcome#DECLINED}; somebody else will do it. */
    DECLINE
  }
}
