package io.waybill.registry.stores;

import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A blob on its way into a directory: it gets its name when all of its bytes are on the disk and
 * are what the name says. For one thread at a time.
 */
final class StoreUpload extends OutputStream {
  private static final int BUFFER = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final MessageDigest sha256 = Digest.sha256(new byte[0]).hasher();
  private long size;

  StoreUpload(Path file) throws IOException {
    this.file = file;
    this.channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** How many bytes there are so far. */
  long size() {
    return size;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    sha256.update(bytes, offset, length);
    size += length;
  }

  /**
   * Gives it its name.
   *
   * @return false where its bytes have another digest; then it is gone
   */
  boolean commit(Digest digest, Path target) throws IOException {
    if (!hex(digest).equals(digest.hex())) {
      cancel();
      return false;
    }
    channel.force(false);
    channel.close();
    Path folder = target.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    return true;
  }

  private String hex(Digest digest) throws IOException {
    if (digest.algorithm().equals("sha256")) {
      return HexFormat.of().formatHex(sha256.digest());
    }
    MessageDigest other = digest.hasher();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    for (long at = 0; at < size; at += buffer.position()) {
      buffer.clear();
      if (channel.read(buffer, at) < 0) {
        break;
      }
      other.update(buffer.array(), 0, buffer.position());
    }
    return HexFormat.of().formatHex(other.digest());
  }

  /** Forgets it. */
  void cancel() throws IOException {
    channel.close();
    Files.deleteIfExists(file);
  }

  @Override
  public void close() {
    // What it was written by ends, and it goes on: an upload has several requests.
  }
}
