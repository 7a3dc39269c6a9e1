package io.waybill.registry.stores;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.utils.ArchiveUtils;

/**
 * The headers of a tar, from one to the next, each read by a stream of commons-compress of its own.
 * So contents are stepped over, where one stream would read them, and what a header may bring along
 * has an end, where {@code TarFile} takes all there is into memory before it answers
 * (docs/adr/0019-stores-answer-the-protocol.md).
 */
final class TarHeaders {
  private static final int BLOCK = 512;

  /** Of a header with its long names and pax records. */
  private static final int LONGEST = 128 * 1024;

  /** Takes the entries. */
  @FunctionalInterface
  interface Reader {
    /**
     * Takes one.
     *
     * @param begin where its bytes begin
     */
    void read(TarArchiveEntry entry, long begin) throws IOException;
  }

  private final String name;
  private final SeekableBytes bytes;

  TarHeaders(String name, SeekableBytes bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  void read(Reader reader) throws IOException {
    requireTar();
    long at = 0;
    while (at + BLOCK <= bytes.size()) {
      try (InputStream in = new BufferedInputStream(bytes.open(at, LONGEST), BLOCK)) {
        in.mark(BLOCK);
        byte[] first = in.readNBytes(BLOCK);
        if (ArchiveUtils.isArrayZero(first, BLOCK)) {
          return;
        }
        in.reset();
        requireChecksum(hasItsChecksum(first), at);
        at = read(in, at, reader);
      }
    }
    throw new NoStoreException(
        "%s is cut off: a tar ends with an empty block, and this one does not. Bring it again."
            .formatted(name));
  }

  /** Reads one and says where the next one is. */
  private long read(InputStream in, long at, Reader reader) throws IOException {
    // Not closed: what it reads from is.
    TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name());
    TarArchiveEntry entry = next(tar, in, at);
    requireChecksum(entry.isCheckSumOK(), at);
    long begin = at + tar.getBytesRead();
    long size = entry.isDirectory() ? 0 : entry.getSize();
    if (size > bytes.size() - begin) {
      throw new NoStoreException(
          ("%s is cut off: its entry at byte %d has %d bytes, and the file ends before. Bring it"
                  + " again.")
              .formatted(name, at, size));
    }
    if (entry.isSparse()) {
      throw new NoStoreException(
          ("%s has a sparse file (%s), which cannot be read where it lies. Pack it again, and"
                  + " without --sparse.")
              .formatted(name, entry.getName()));
    }
    reader.read(entry, begin);
    return begin + (size + BLOCK - 1) / BLOCK * BLOCK;
  }

  private TarArchiveEntry next(TarArchiveInputStream tar, InputStream in, long at)
      throws IOException {
    try {
      TarArchiveEntry entry = tar.getNextEntry();
      if (entry != null) {
        return entry;
      }
    } catch (IOException | RuntimeException broken) {
      // Told below: the library's words are about its own fields.
    }
    boolean tooLong = bytes.size() - at > LONGEST && in.read() < 0;
    throw new NoStoreException(
        (tooLong
                ? "%s has a name or a pax header of more than %d bytes at byte %d, which no archive"
                    + " of images has."
                : "%1$s is damaged at byte %3$d. Bring it again.")
            .formatted(name, LONGEST, at));
  }

  private void requireTar() throws IOException {
    byte[] first;
    try (InputStream in = bytes.open(0, BLOCK)) {
      first = in.readNBytes(BLOCK);
    }
    boolean gzip = first.length > 2 && (first[0] & 0xFF) == 0x1F && (first[1] & 0xFF) == 0x8B;
    boolean zstd = first.length > 2 && (first[0] & 0xFF) == 0x28 && (first[1] & 0xFF) == 0xB5;
    if (gzip || zstd) {
      throw new NoStoreException(
          "%s is compressed, so it cannot be read where it lies. Unpack it first: %s"
              .formatted(name, gzip ? "gunzip -k FILE" : "zstd -d FILE"));
    }
    if (first.length < BLOCK) {
      throw new NoStoreException("%s is no tar archive: it is too short.".formatted(name));
    }
  }

  private static boolean hasItsChecksum(byte[] header) {
    try {
      return TarUtils.verifyCheckSum(header);
    } catch (IllegalArgumentException noNumber) {
      return false;
    }
  }

  private void requireChecksum(boolean matches, long at) throws NoStoreException {
    if (!matches) {
      throw new NoStoreException(
          at == 0
              ? "%s is no tar archive.".formatted(name)
              : "%s is damaged at byte %d. Bring it again.".formatted(name, at));
    }
  }
}
