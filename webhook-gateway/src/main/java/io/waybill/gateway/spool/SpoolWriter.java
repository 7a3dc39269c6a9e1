package io.waybill.gateway.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes segments. What comes while it waits for the disk goes together with
 * the next sync, so a thousand deliveries at a time cost not much more than one.
 */
final class SpoolWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
  private static final int BATCH_BYTES = 1 << 20;

  private final SpoolDirectory directory;
  private final Backlog backlog;
  private final int segmentBytes;
  private final BlockingQueue<Write> queue = new LinkedBlockingQueue<>();
  private final Thread thread = Thread.ofPlatform().name("spool writer").unstarted(this::run);
  private boolean closed;

  // Of the writer's thread alone.
  private @Nullable FileChannel file;
  private long number;
  private int written;

  private SpoolWriter(SpoolDirectory directory, Backlog backlog, int segmentBytes) {
    this.directory = directory;
    this.backlog = backlog;
    this.segmentBytes = segmentBytes;
  }

  static SpoolWriter start(SpoolDirectory directory, Backlog backlog, int segmentBytes) {
    SpoolWriter writer = new SpoolWriter(directory, backlog, segmentBytes);
    writer.thread.start();
    return writer;
  }

  private record Write(ByteBuffer frame, CompletableFuture<@Nullable Void> done) {
    static final Write LAST = new Write(ByteBuffer.allocate(0), new CompletableFuture<>());

    int size() {
      return frame.capacity();
    }
  }

  /**
   * Takes a frame whose room is reserved.
   *
   * @return completes when it is on disk, or with an {@link IOException}
   */
  CompletableFuture<@Nullable Void> write(byte[] frame) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    synchronized (this) {
      if (!closed) {
        queue.add(new Write(ByteBuffer.wrap(frame), done));
        return done;
      }
    }
    backlog.giveUp(1, frame.length);
    done.completeExceptionally(new IOException("the gateway is stopping"));
    return done;
  }

  private void run() {
    boolean last = false;
    while (!last) {
      List<Write> batch = new ArrayList<>();
      last = take(batch);
      if (!batch.isEmpty()) {
        commit(batch);
      }
    }
    closeFile();
  }

  /** Waits for one, and takes what is there; whether that was the last. */
  private boolean take(List<Write> batch) {
    int size = 0;
    @Nullable Write next = first();
    while (next != null && !next.equals(Write.LAST)) {
      batch.add(next);
      size += next.size();
      next = size < BATCH_BYTES ? queue.poll() : null;
    }
    return Write.LAST.equals(next);
  }

  private Write first() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException nobodyDoes) {
        LOG.debug("The spool's writer was interrupted", nobodyDoes);
      }
    }
  }

  private void commit(List<Write> batch) {
    int size = batch.stream().mapToInt(Write::size).sum();
    try {
      ByteBuffer bytes = ByteBuffer.allocate(size);
      batch.forEach(each -> bytes.put(each.frame.duplicate()));
      FileChannel open = file();
      SpoolDirectory.writeFully(open, bytes.flip());
      open.force(false);
      written += size;
      backlog.committed(number, size, batch.size());
      batch.forEach(each -> each.done.complete(null));
    } catch (Throwable failed) {
      // Errors as well: without this thread every later append would wait for ever.
      backlog.giveUp(batch.size(), size);
      abandon();
      batch.forEach(each -> each.done.completeExceptionally(failed));
    }
  }

  private FileChannel file() throws IOException {
    if (file != null && (written >= segmentBytes || !backlog.isOpen(number))) {
      backlog.seal(number);
      closeFile();
    }
    if (file == null) {
      number = backlog.nextNumber();
      file = directory.create(number);
      written = 0;
      backlog.begin(number);
    }
    return file;
  }

  /**
   * What is behind the last sync is unknown: it is cut off as far as that goes, and nothing is ever
   * written behind it.
   */
  private void abandon() {
    if (file == null) {
      return;
    }
    try {
      file.truncate(written);
    } catch (IOException failed) {
      LOG.debug("The rest of a failed write stays in the spool", failed);
    }
    backlog.seal(number);
    closeFile();
    // A full disk fails each delivery anew, and must not get an empty file from each of them.
    backlog.dropEmpty(number);
  }

  private void closeFile() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException failed) {
        LOG.debug("A file of the spool did not close", failed);
      }
      file = null;
    }
  }

  /** Writes what it has taken, and ends. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      queue.add(Write.LAST);
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
