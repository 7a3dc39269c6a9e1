package io.waybill.registry.manifests;

import io.waybill.schemas.names.Digest;

/** A manifest's bytes exactly as received, with their media type and digest. */
public final class ManifestPayload {
  private final String mediaType;
  private final Digest digest;
  private final byte[] bytes;

  /**
   * Keeps the array itself; nobody may write to it afterwards.
   *
   * @param mediaType what the registry called it; what it is put as
   * @param digest the digest of the bytes, checked by the caller
   * @param bytes the document
   */
  public ManifestPayload(String mediaType, Digest digest, byte[] bytes) {
    this.mediaType = mediaType;
    this.digest = digest;
    this.bytes = bytes;
  }

  /** What the registry called it. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * The digest of the bytes; of a signed Docker schema 1 manifest, of its {@link SignedPayload}.
   */
  public Digest digest() {
    return digest;
  }

  /** The document; not a copy, so it is not to be written to. */
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ManifestPayload that
        && digest.equals(that.digest)
        && mediaType.equals(that.mediaType);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return mediaType + " " + digest + " (" + bytes.length + " bytes)";
  }
}
