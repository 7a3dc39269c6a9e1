package io.waybill.gateway.spool;

import io.waybill.schemas.units.ByteSize;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A durable queue of deliveries in a directory that belongs to this process alone. Safe for many
 * threads.
 */
public final class Spool implements AutoCloseable {
  private static final int SMALLEST_SEGMENT = 64 << 10;
  private static final int LARGEST_SEGMENT = 4 << 20;
  private static final int SEGMENTS = 8;

  private final SpoolDirectory directory;
  private final Backlog backlog;
  private final SpoolWriter writer;

  /** Why the last append failed, until one succeeds. */
  private volatile @Nullable String trouble;

  private Spool(SpoolDirectory directory, Backlog backlog, SpoolWriter writer) {
    this.directory = directory;
    this.backlog = backlog;
    this.writer = writer;
  }

  /**
   * Opens the spool with what another process has left in it, and makes the directory where it is
   * not there.
   *
   * @param maxSize how much it holds at most
   * @throws SpoolException when it cannot be used, with what to do
   */
  public static Spool open(Path path, ByteSize maxSize) throws SpoolException {
    @Nullable SpoolDirectory directory = null;
    try {
      directory = SpoolDirectory.open(path);
      Backlog backlog = Backlog.open(directory, maxSize);
      directory.probe();
      SpoolWriter writer = SpoolWriter.start(directory, backlog, segmentBytes(maxSize));
      Spool spool = new Spool(directory, backlog, writer);
      directory = null;
      return spool;
    } catch (IOException | RuntimeException failed) {
      throw new SpoolException(
          "Tried to open the spool "
              + path.toAbsolutePath()
              + " but failed because: "
              + failed
              + ". Set gateway.spool.directory (WAYBILL_GATEWAY_SPOOL_DIRECTORY) to a directory"
              + " that this user can write, or set spool: false for the webhooks that use it.",
          failed);
    } finally {
      closeQuietly(directory);
    }
  }

  private static int segmentBytes(ByteSize maxSize) {
    return Math.clamp(maxSize.bytes() / SEGMENTS, SMALLEST_SEGMENT, LARGEST_SEGMENT);
  }

  /**
   * Returns when the entry is on the disk, synced.
   *
   * @throws SpoolException when it is not: the spool is full, the disk does not take it, or the
   *     spool is closed. It may be there all the same
   */
  public void append(SpoolEntry entry) throws SpoolException, InterruptedException {
    byte[] frame = Frames.frame(EntryCodec.write(entry));
    if (!backlog.reserve(frame.length, entry.acceptedAt())) {
      throw new SpoolException(full());
    }
    try {
      writer.write(frame).get();
      trouble = null;
    } catch (ExecutionException failed) {
      String sentence =
          "the spool on disk cannot be written (" + String.valueOf(failed.getCause()) + ")";
      trouble = sentence;
      throw new SpoolException(sentence, failed);
    }
  }

  private String full() {
    return "the spool on disk is full with "
        + backlog.entries()
        + " deliveries (gateway.spool.maxSize is "
        + new ByteSize(backlog.maxBytes())
        + ")";
  }

  /** Whether nothing is in it, not even half-way. */
  public boolean isEmpty() {
    return backlog.isEmpty();
  }

  /** Deliveries in it. */
  public long entries() {
    return backlog.entries();
  }

  /** What it takes of the disk, in bytes. */
  public long bytes() {
    return backlog.bytes();
  }

  /** How much it takes of the disk at most. */
  public ByteSize maxSize() {
    return new ByteSize(backlog.maxBytes());
  }

  /** When the oldest delivery in it was accepted, or a little earlier. */
  public Optional<Instant> oldest() {
    return backlog.oldest();
  }

  /**
   * Why it would take nothing at the moment, if so: the rest of a sentence. After a failed append
   * it tries the disk again.
   */
  public Optional<String> trouble() {
    if (backlog.isFull()) {
      return Optional.of(full());
    }
    if (trouble != null) {
      try {
        directory.probe();
        trouble = null;
      } catch (IOException still) {
        return Optional.of("the spool on disk cannot be written (" + still + ")");
      }
    }
    return Optional.empty();
  }

  Backlog backlog() {
    return backlog;
  }

  SpoolDirectory directory() {
    return directory;
  }

  /** Finishes what it has taken, and lets another process have the directory. */
  @Override
  public void close() {
    writer.close();
    closeQuietly(directory);
  }

  private static void closeQuietly(@Nullable SpoolDirectory directory) {
    if (directory != null) {
      try {
        directory.close();
      } catch (IOException closedAnyway) {
        // The operating system has taken the lock back with the channel.
      }
    }
  }
}
