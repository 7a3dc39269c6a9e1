package io.waybill.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Locks on files, exclusive among processes and among the threads of this one. The operating system
 * lets go of them when the process ends, however it ends. The file holds the pid of its holder.
 */
final class FileLocks {
  private static final Duration PAUSE = Duration.ofMillis(50);

  /**
   * The files that this process holds. POSIX locks belong to the process, and closing any channel
   * of a file gives up all of them: a second attempt within this process must not so much as open
   * the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private FileLocks() {}

  /** A lock that is held until it is closed. */
  static final class Held implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;

    private Held(Path file, FileChannel channel, FileLock lock) {
      this.file = file;
      this.channel = channel;
      this.lock = lock;
    }

    @Override
    public void close() {
      try (channel) {
        if (lock.isValid()) {
          lock.release();
        }
      } catch (IOException closedAnyway) {
        // The channel is closed either way, and with it the lock.
      } finally {
        HELD.remove(file);
      }
    }
  }

  /**
   * The lock, or empty where another process or another part of this one holds it. The file's
   * directory must exist.
   */
  static Optional<Held> tryAcquire(Path directory, String name) throws IOException {
    Path file = directory.toRealPath().resolve(name);
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock != null) {
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(
                (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        Held held = new Held(file, channel, lock);
        channel = null;
        return Optional.of(held);
      }
      return Optional.empty();
    } finally {
      if (channel != null) {
        HELD.remove(file);
        channel.close();
      }
    }
  }

  /** Waits for the lock for as long as {@code patience}; empty when it was not to be had. */
  static Optional<Held> acquire(Path directory, String name, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    Optional<Held> held = tryAcquire(directory, name);
    while (held.isEmpty()
        && System.nanoTime() < deadline
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(PAUSE.toNanos());
      held = tryAcquire(directory, name);
    }
    return held;
  }

  /** Who holds the lock, as a person would say it. */
  static String describeHolder(Path directory, String name) {
    try {
      Path file = directory.toRealPath().resolve(name);
      if (HELD.contains(file)) {
        return "this process (pid %d)".formatted(ProcessHandle.current().pid());
      }
      String pid = Files.readString(file).strip();
      return pid.isEmpty() ? "another process" : "process " + pid;
    } catch (IOException unreadable) {
      return "another process";
    }
  }
}
