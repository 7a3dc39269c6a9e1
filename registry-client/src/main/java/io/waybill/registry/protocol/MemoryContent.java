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

  @Override
  public void rewind(long offset) {
    position = Math.toIntExact(offset);
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
