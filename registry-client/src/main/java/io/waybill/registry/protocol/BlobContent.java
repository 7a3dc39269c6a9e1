package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;

/**
 * The bytes of one blob in their order, which can be gone back in: what an upload takes its bytes
 * from. A {@link BlobStream} is the content of a registry; what reads once for several targets, or
 * has the bytes in memory, is another. For one thread.
 */
public interface BlobContent extends AutoCloseable {
  /** How many bytes there are; -1 where that is not known before the end. */
  long size();

  /**
   * Reads some bytes, at least one. The last byte is not released before length and digest of all
   * are verified.
   *
   * @return how many; -1 at the end
   */
  int read(byte[] buffer, int offset, int length) throws RegistryException;

  /**
   * Goes back, so that the byte at {@code offset} is read next.
   *
   * @param offset in bytes from the beginning, no further than what was read
   */
  void rewind(long offset) throws RegistryException;

  @Override
  void close();

  /** Bytes in memory, verified by whoever brought them there. */
  static BlobContent of(byte[] bytes) {
    return new MemoryContent(bytes);
  }
}
