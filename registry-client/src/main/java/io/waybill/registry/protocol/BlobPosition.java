package io.waybill.registry.protocol;

import io.waybill.schemas.names.Digest;
import java.security.MessageDigest;

/**
 * A place in a blob and the state of the blob's hash there: all that is needed to go on reading
 * from it and still verify the whole.
 */
public final class BlobPosition {
  private final long offset;

  /** Never updated; handed out as copies only. */
  private final MessageDigest hasher;

  /** Keeps a copy of the hasher, which has seen the first {@code offset} bytes. */
  BlobPosition(long offset, MessageDigest hasher) {
    this.offset = offset;
    this.hasher = copy(hasher);
  }

  /** Before the first byte of a blob with this digest. */
  public static BlobPosition start(Digest digest) {
    return new BlobPosition(0, digest.hasher());
  }

  /** How many bytes are before it. */
  public long offset() {
    return offset;
  }

  /** The place behind {@code count} more bytes, which are in the array. */
  public BlobPosition after(byte[] bytes, int from, int count) {
    MessageDigest further = hasher();
    further.update(bytes, from, count);
    return new BlobPosition(offset + count, further);
  }

  /** A hasher that has seen these bytes, to go on with. */
  MessageDigest hasher() {
    return copy(hasher);
  }

  /** Whether a hasher that is used up by this has seen the same bytes. */
  boolean hasSeenTheSame(MessageDigest other) {
    return MessageDigest.isEqual(hasher().digest(), other.digest());
  }

  private static MessageDigest copy(MessageDigest hasher) {
    try {
      return (MessageDigest) hasher.clone();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(
          "The platform's SHA-256 and SHA-512 can be copied", impossible);
    }
  }
}
