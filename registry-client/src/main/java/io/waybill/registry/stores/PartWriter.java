package io.waybill.registry.stores;

import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file, or numbered parts of a bounded size with a file of their sums. They have other names
 * ({@code .new} behind them) until all of them are on the disk.
 */
final class PartWriter extends OutputStream {
  private static final String NEW = ".new";

  private final Path file;
  private final long partSize;
  private final List<Path> parts = new ArrayList<>();
  private final StringBuilder sums = new StringBuilder();
  private MessageDigest digest = Digest.sha256(new byte[0]).hasher();
  private @Nullable FileChannel channel;
  private long written;
  private boolean finished;

  /** Parts of so many bytes; 0 = one file. */
  PartWriter(Path file, long partSize) {
    this.file = file;
    this.partSize = partSize;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (partSize > 0 && written == partSize) {
        endPart();
      }
      int most = partSize > 0 ? (int) Math.min(length - done, partSize - written) : length - done;
      ByteBuffer buffer = ByteBuffer.wrap(bytes, offset + done, most);
      FileChannel open = open();
      while (buffer.hasRemaining()) {
        open.write(buffer);
      }
      digest.update(bytes, offset + done, most);
      written += most;
      done += most;
    }
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      Path next = partSize > 0 ? ArchiveParts.part(file, parts.size() + 1) : file;
      open =
          FileChannel.open(
              temporary(next),
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE);
      parts.add(next);
      channel = open;
    }
    return open;
  }

  private static Path temporary(Path path) {
    return path.resolveSibling(path.getFileName() + NEW);
  }

  private void endPart() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      return;
    }
    open.force(true);
    open.close();
    channel = null;
    String hex = HexFormat.of().formatHex(digest.digest());
    sums.append(hex).append("  ").append(parts.getLast().getFileName()).append('\n');
    digest = Digest.sha256(new byte[0]).hasher();
    written = 0;
  }

  /** Gives all files their names; the sums come last. */
  List<Path> finish() throws IOException {
    endPart();
    for (Path part : parts) {
      Files.move(temporary(part), part, StandardCopyOption.ATOMIC_MOVE);
    }
    List<Path> all = new ArrayList<>(parts);
    if (partSize > 0) {
      Path list = ArchiveParts.sums(file);
      Files.writeString(temporary(list), sums, StandardCharsets.UTF_8);
      Files.move(temporary(list), list, StandardCopyOption.ATOMIC_MOVE);
      all.add(list);
    }
    finished = true;
    return all;
  }

  /** Removes what is not finished. */
  @Override
  public void close() throws IOException {
    FileChannel open = channel;
    if (open != null) {
      open.close();
    }
    if (!finished) {
      for (Path part : parts) {
        Files.deleteIfExists(temporary(part));
      }
    }
  }
}
