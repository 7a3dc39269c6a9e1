package io.waybill.schemas.records;

/**
 * What an attempt moved and what it did not have to.
 *
 * @param bytesRead bytes received from the source
 * @param bytesWritten bytes of blobs and manifests that the target accepted
 * @param bytesSkipped bytes of blobs that the target had already
 * @param bytesMounted bytes of blobs that the target linked from another repository of its own
 * @param blobsCopied blobs uploaded
 * @param blobsSkipped blobs that were there
 * @param blobsMounted blobs that were linked
 * @param manifests manifests put
 */
public record Transfer(
    long bytesRead,
    long bytesWritten,
    long bytesSkipped,
    long bytesMounted,
    int blobsCopied,
    int blobsSkipped,
    int blobsMounted,
    int manifests) {

  /** Nothing moved. */
  public static final Transfer NONE = new Transfer(0, 0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  public Transfer plus(Transfer other) {
    return new Transfer(
        bytesRead + other.bytesRead,
        bytesWritten + other.bytesWritten,
        bytesSkipped + other.bytesSkipped,
        bytesMounted + other.bytesMounted,
        blobsCopied + other.blobsCopied,
        blobsSkipped + other.blobsSkipped,
        blobsMounted + other.blobsMounted,
        manifests + other.manifests);
  }
}
