package io.waybill.registry.feed;

import io.waybill.registry.protocol.BlobPosition;

/** Some bytes of a blob in a row. They do not change once they are published. */
final class Segment {
  private final BlobPosition start;
  private final byte[] bytes;
  private int length;

  /** How many are copying from it; guarded by the lock of {@link SharedReads}. */
  private int users;

  /** Whether the feed has no use for it any more; guarded by the same lock. */
  private boolean dropped;

  /** A segment to be filled from there on. */
  Segment(BlobPosition start, byte[] bytes) {
    this.start = start;
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  void filled(int count) {
    length = count;
  }

  BlobPosition start() {
    return start;
  }

  long end() {
    return start.offset() + length;
  }

  /** Copies what there is from the offset on. */
  int copyFrom(long offset, byte[] buffer, int at, int most) {
    int from = Math.toIntExact(offset - start.offset());
    int count = Math.min(most, length - from);
    System.arraycopy(bytes, from, buffer, at, count);
    return count;
  }

  /** The place of an offset that is in here or right after it. */
  BlobPosition position(long offset) {
    return start.after(bytes, 0, Math.toIntExact(offset - start.offset()));
  }

  void use() {
    users++;
  }

  /** Whether the bytes are free to be written over. */
  boolean unuse() {
    users--;
    return dropped && users == 0;
  }

  /** Whether the bytes are free to be written over. */
  boolean drop() {
    dropped = true;
    return users == 0;
  }
}
