package io.waybill.registry.stores;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A layout's directory while one process writes to it: the lock on {@code oci-layout}, which stays
 * where it is; a folder for files that are not whole yet; and files that are replaced at one go.
 */
final class LayoutWork {
  private static final String FOLDER = ".waybill";
  private static final byte[] VERSION =
      "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8);

  private final Path directory;
  private final Path folder;
  private final AtomicLong uploads = new AtomicLong();
  private @Nullable FileChannel lock;

  LayoutWork(Path directory) {
    this.directory = directory;
    this.folder = directory.resolve(FOLDER);
  }

  /** Writes something. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Whether it is locked by this. */
  boolean isBegun() {
    return lock != null;
  }

  /**
   * Makes the directory where there is none, and locks it.
   *
   * @throws BrokenContentException where another process has it locked
   */
  void begin() throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(LayoutFiles.MARK),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      if (!isFree(channel)) {
        throw new BrokenContentException(
            "another process is writing to %s: wait until it has ended".formatted(directory));
      }
      // What a process has left behind that was killed.
      Files.createDirectories(folder);
      empty("upload-*");
      if (channel.size() == 0) {
        channel.write(ByteBuffer.wrap(VERSION));
        channel.force(true);
      }
    } catch (IOException fault) {
      channel.close();
      throw fault;
    }
    lock = channel;
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  private void empty(String pattern) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, pattern)) {
      for (Path one : left) {
        Files.delete(one);
      }
    }
  }

  /** A place for a file that is going to be a blob. */
  Path nextUpload() {
    return folder.resolve("upload-" + uploads.incrementAndGet());
  }

  /** Puts a file in the place of another, when it is whole and on the disk. */
  void replace(String name, Content content) throws IOException {
    Path temporary = folder.resolve("new-" + name);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
      content.writeTo(out);
      out.flush();
      channel.force(true);
    }
    Files.move(
        temporary,
        directory.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes the folder for what is not whole. */
  void clear() throws IOException {
    empty("*");
    Files.delete(folder);
  }

  /** Gives the directory free. */
  void release() throws IOException {
    FileChannel held = lock;
    lock = null;
    if (held != null) {
      held.close();
    }
  }
}
