package io.waybill.registry.manifests;

import io.waybill.schemas.names.Digest;
import java.util.Base64;

/**
 * Content that a manifest carries itself (OCI image-spec 1.1, "Embedded Content"). To be verified
 * before it is used, like content from anywhere else.
 *
 * @param base64 the bytes as the manifest has them
 */
public record EmbeddedData(String base64) {
  /**
   * Larger data is left to the registry, in characters; the specification has small ones in mind.
   */
  static final int LARGEST = 1024 * 1024;

  /**
   * The bytes.
   *
   * @param size how many there are to be; {@link Descriptor#UNKNOWN_SIZE} where that is not known
   * @throws InvalidManifestException where they are not the content that the digest names
   */
  public byte[] decode(Digest digest, long size) throws InvalidManifestException {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw new InvalidManifestException(
          "the data that it carries for " + digest + " is no base64");
    }
    if (size >= 0 && bytes.length != size) {
      throw new InvalidManifestException(
          "it carries " + bytes.length + " bytes of data for " + digest + " and names " + size);
    }
    if (!digest.matches(bytes)) {
      throw new InvalidManifestException(
          "the data that it carries for " + digest + " has another digest");
    }
    return bytes;
  }

  /** Data may be long, and may be private: its length only. */
  @Override
  public String toString() {
    return base64.length() + " characters";
  }
}
