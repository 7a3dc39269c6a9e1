package io.waybill.registry.stores;

import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes in a store, under the name of their digest; whether they have it, the reader finds out.
 *
 * @param size how many there are
 * @param opener opens them, as often as it takes
 */
record StoredContent(long size, Opener opener) {
  /** Opens content. */
  @FunctionalInterface
  interface Opener {
    /** The bytes from {@code offset} on, to be closed by the caller. */
    InputStream open(long offset) throws IOException;
  }

  InputStream open(long offset) throws IOException {
    return opener.open(offset);
  }

  /**
   * All bytes.
   *
   * @throws BrokenContentException where there are more than {@code most}
   */
  byte[] readAll(int most, String name) throws IOException {
    if (size > most) {
      throw new BrokenContentException(
          "%s has %d bytes, and %d are the most that is read of such a file"
              .formatted(name, size, most));
    }
    try (InputStream in = open(0)) {
      return in.readNBytes(most);
    }
  }
}
