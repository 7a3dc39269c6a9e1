package io.waybill.registry.stores;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * Writes files of known sizes into a tar (POSIX.1-2001: long names and sizes beyond 8 GiB stand in
 * pax headers). The same files make the same bytes: they have no time and no owner.
 */
final class TarWriter extends TarArchiveOutputStream {
  /** Writes to {@code out} in small pieces, so that it should be buffered. */
  TarWriter(OutputStream out) {
    super(out, StandardCharsets.UTF_8.name());
    setLongFileMode(LONGFILE_POSIX);
    setBigNumberMode(BIGNUMBER_POSIX);
  }

  /** Begins a file; exactly so many bytes have to follow, and {@link #closeArchiveEntry}. */
  void begin(String path, long size) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setSize(size);
    putArchiveEntry(entry);
  }

  /** Also called for the pax headers that the library adds, which are whose process it is. */
  @Override
  public void putArchiveEntry(TarArchiveEntry entry) throws IOException {
    entry.setNames("", "");
    entry.setModTime(FileTime.fromMillis(0));
    super.putArchiveEntry(entry);
  }
}
