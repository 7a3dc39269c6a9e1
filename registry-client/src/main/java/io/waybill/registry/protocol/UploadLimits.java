package io.waybill.registry.protocol;

/**
 * How a blob is cut into requests.
 *
 * @param inOnePut blobs up to this many bytes are sent with the request that commits them
 * @param part larger blobs are sent in parts of this many bytes, at least 1
 */
public record UploadLimits(long inOnePut, long part) {
  /** Checks the numbers. */
  public UploadLimits {
    if (part < 1) {
      throw new IllegalArgumentException("A part has at least one byte: " + part);
    }
  }
}
