package io.waybill.registry.protocol;

/** A blob that is in memory, verified by whoever brought it there. */
final class MemoryContent implements BlobContent {
  private final byte[] bytes;
  private int position;

  MemoryContent(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long size() {
    return bytes.length;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) {
    if (position == bytes.length) {
      return -1;
    }
    int count = Math.min(length, bytes.length - position);
    System.arraycopy(bytes, position, buffer, offset, count);
    position += count;
    return count;
  }

  /** Passes over the next bytes, to be taken from {@link #bytes} in front of the position. */
  int pass(int most) {
    int count = Math.min(most, bytes.length - position);
    position += count;
    return count == 0 ? -1 : count;
  }

  /** All bytes, not to be changed. */
  byte[] bytes() {
    return bytes;
  }

  /** Where the next byte is. */
  int position() {
    return position;
  }

  @Override
  public void rewind(long offset) {
    position = Math.toIntExact(offset);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
