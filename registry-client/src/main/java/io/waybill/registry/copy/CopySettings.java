package io.waybill.registry.copy;

import java.time.Duration;

/**
 * How much a copy does at once.
 *
 * @param blobsInParallel blobs of one image in transit at once, at least 1
 * @param requestsInParallel small requests (checks, manifests) for one image at once, at least 1
 * @param smallBlob blobs up to this many bytes are read into memory and sent in one request
 * @param uploadPart blobs larger than this are uploaded in parts of so many bytes
 * @param largestManifest the largest manifest that is read, in bytes
 * @param blobsKnown how many blobs at targets are remembered
 * @param freshLook how long after a look at the source's tag it is put at the target without
 *     another look before
 */
public record CopySettings(
    int blobsInParallel,
    int requestsInParallel,
    int smallBlob,
    long uploadPart,
    int largestManifest,
    int blobsKnown,
    Duration freshLook) {

  /**
   * A look before the put only saves an outdated one, for the look after it is what brings a tag
   * that has moved. Within so short a time few tags move, and most small images are copied.
   */
  private static final Duration FRESH_LOOK = Duration.ofSeconds(2);

  /**
   * Layers of one image: on a line that one blob does not fill, more are faster, and each costs two
   * buffers. Measured with an image of four layers of a size: with three at a time the last one
   * went alone.
   */
  private static final int BLOBS = 4;

  /** 4 blobs, 8 requests, 512 KiB, parts of 64 MiB, 4 MiB, 50,000 blobs, 2 s. */
  public static final CopySettings DEFAULT =
      new CopySettings(
          BLOBS, 8, 512 * 1024, 64L * 1024 * 1024, 4 * 1024 * 1024, 50_000, FRESH_LOOK);

  /** Checks the numbers. */
  public CopySettings {
    if (blobsInParallel < 1 || requestsInParallel < 1 || blobsKnown < 1 || uploadPart < 1) {
      throw new IllegalArgumentException("A copy needs at least one of each: " + this);
    }
  }

  /** The same with another time that a look at the source's tag is good for. */
  public CopySettings withFreshLook(Duration time) {
    return new CopySettings(
        blobsInParallel,
        requestsInParallel,
        smallBlob,
        uploadPart,
        largestManifest,
        blobsKnown,
        time);
  }
}
