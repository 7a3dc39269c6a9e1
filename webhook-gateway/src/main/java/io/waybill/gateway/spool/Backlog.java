package io.waybill.gateway.spool;

import io.waybill.schemas.units.ByteSize;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is in the spool: which segments, how much of each is on disk, how far they are drained. The
 * writer's and the drain's one meeting place; safe for many threads.
 *
 * <p>An entry is <i>pending</i> from when its room is reserved until it is on disk or given up, and
 * <i>held</i> from then on until it is drained.
 */
final class Backlog {
  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  private final SpoolDirectory directory;
  private final long maxBytes;
  private final SortedMap<Long, Segment> segments = new TreeMap<>();
  private Position position;
  private long nextNumber;
  private long bytes;
  private long held;
  private long pending;
  private boolean full;
  private @Nullable Instant oldest;

  private Backlog(SpoolDirectory directory, ByteSize maxSize, Position position) {
    this.directory = directory;
    this.maxBytes = maxSize.bytes();
    this.position = position;
    this.nextNumber = position.segment() + 1;
  }

  /** Looks at what a former process has left. */
  static Backlog open(SpoolDirectory directory, ByteSize maxSize) throws IOException {
    Optional<Position> known = directory.readPosition();
    if (known.isEmpty()) {
      LOG.warn(
          "How far the spool {} was drained cannot be read: all of it is sent again. Every event"
              + " keeps its id.",
          directory.path());
    }
    Backlog backlog = new Backlog(directory, maxSize, known.orElse(Position.START));
    for (Map.Entry<Long, Long> file : directory.segments().entrySet()) {
      backlog.take(file.getKey(), Math.toIntExact(file.getValue()));
    }
    return backlog;
  }

  private void take(long number, int length) throws IOException {
    nextNumber = Math.max(nextNumber, number + 1);
    int from = number == position.segment() ? Math.min(position.offset(), length) : 0;
    Leftover leftover =
        number < position.segment()
            ? Leftover.NOTHING
            : Leftover.of(directory.read(number, from, length));
    int end = length - leftover.tail();
    if (leftover.tail() > 0) {
      warnOfTail(number, end, leftover.tail());
    }
    if (leftover.entries() == 0) {
      directory.delete(number);
      return;
    }
    if (leftover.tail() > 0) {
      directory.truncate(number, end);
    }
    segments.put(number, new Segment(number, end, true));
    bytes += end;
    held += leftover.entries();
    if (oldest == null) {
      oldest = leftover.first();
    }
  }

  private void warnOfTail(long number, int offset, int tail) {
    LOG.warn(
        "{} ends with {} bytes from {} on that are no whole delivery: they are cut off. Its sender"
            + " was not told that it was accepted, if the process was stopped while it wrote them.",
        directory.segment(number),
        tail,
        offset);
  }

  /** Makes room for an entry; whether there was. */
  synchronized boolean reserve(int size, Instant acceptedAt) {
    if (bytes + size > maxBytes) {
      full = true;
      return false;
    }
    bytes += size;
    if (held + pending == 0) {
      oldest = acceptedAt;
    }
    pending++;
    return true;
  }

  /** Entries with room did not come to the disk. */
  synchronized void giveUp(int entries, long size) {
    pending -= entries;
    bytes -= size;
    full = false;
  }

  /** Whether a delivery found no room, and none was made since. */
  synchronized boolean isFull() {
    return full && bytes > 0;
  }

  /** A new segment, which is not there yet. */
  synchronized long nextNumber() {
    return nextNumber++;
  }

  /** A segment that was made and is written from now on. */
  synchronized void begin(long number) {
    segments.put(number, new Segment(number, 0, false));
  }

  /** Whether the segment is still the one to write to. */
  synchronized boolean isOpen(long number) {
    @Nullable Segment segment = segments.get(number);
    return segment != null && !segment.isSealed();
  }

  /** Entries with room are on disk, at the end of the segment. */
  synchronized void committed(long number, int size, int entries) {
    @Nullable Segment segment = segments.get(number);
    if (segment == null) {
      throw new IllegalStateException("Segment " + number + " is written and not there");
    }
    segment.grow(size);
    pending -= entries;
    held += entries;
    notifyAll();
  }

  /** Nothing more is written to the segment. */
  synchronized void seal(long number) {
    @Nullable Segment segment = segments.get(number);
    if (segment != null) {
      segment.seal();
    }
  }

  /** Forgets a segment that nothing was ever written to, and its file. */
  void dropEmpty(long number) {
    @Nullable Segment empty;
    synchronized (this) {
      empty = segments.get(number);
      if (empty == null || empty.length() > 0) {
        return;
      }
      segments.remove(number);
    }
    remove(empty);
  }

  /** Whether there is nothing, neither on disk nor on its way there. */
  synchronized boolean isEmpty() {
    return held + pending == 0;
  }

  synchronized long entries() {
    return held + pending;
  }

  synchronized long bytes() {
    return bytes;
  }

  long maxBytes() {
    return maxBytes;
  }

  /**
   * When the oldest entry was accepted; after a restart or a drained batch, not later than that.
   */
  synchronized Optional<Instant> oldest() {
    return held + pending == 0 ? Optional.empty() : Optional.ofNullable(oldest);
  }

  /** Waits for an entry that is on disk; whether there is one. */
  synchronized boolean awaitEntries(Duration time) throws InterruptedException {
    if (held == 0) {
      TimeUnit.NANOSECONDS.timedWait(this, time.toNanos());
    }
    return held > 0;
  }

  /** Ends {@link #awaitEntries}. */
  synchronized void wake() {
    notifyAll();
  }

  /** What of a segment is to be drained next. */
  record Stretch(long segment, int from, int to, boolean sealed) {
    Position end() {
      return new Position(segment, to);
    }
  }

  /**
   * The oldest part that is on disk and not drained. Where there is none, nothing is held, whatever
   * was counted: damage may have swallowed entries since.
   */
  synchronized Optional<Stretch> next() {
    for (Segment segment : segments.values()) {
      int from = segment.number() == position.segment() ? position.offset() : 0;
      if (segment.number() >= position.segment() && from < segment.length()) {
        return Optional.of(
            new Stretch(segment.number(), from, segment.length(), segment.isSealed()));
      }
    }
    held = 0;
    return Optional.empty();
  }

  /** Remembers that a part of the segment could not be read, so that it is kept. */
  synchronized void damaged(long number) {
    @Nullable Segment segment = segments.get(number);
    if (segment != null) {
      segment.markDamaged();
    }
  }

  /**
   * Kafka has everything up to here. Whether that can be written down or not, it is not sent again
   * by this process.
   *
   * @param last when the last of the entries was accepted
   */
  void drained(Position upTo, int entries, @Nullable Instant last) {
    try {
      directory.writePosition(upTo);
    } catch (IOException failed) {
      LOG.warn(
          "How far the spool {} is drained cannot be written down ({}): after a restart some"
              + " events are sent again, with the same ids.",
          directory.path(),
          failed.toString());
    }
    for (Segment segment : forget(upTo, entries, last)) {
      remove(segment);
    }
  }

  private synchronized List<Segment> forget(Position upTo, int entries, @Nullable Instant last) {
    position = upTo;
    held -= entries;
    if (last != null) {
      oldest = last;
    }
    List<Segment> done = new ArrayList<>();
    for (Segment segment : segments.values()) {
      boolean isRead =
          new Position(segment.number(), segment.length()).compareTo(upTo) <= 0
              && segment.length() > 0;
      // With nothing pending nobody writes to it at this moment; the next writer makes a new one.
      if (isRead && (segment.isSealed() || pending == 0)) {
        segment.seal();
        bytes -= segment.length();
        full = false;
        done.add(segment);
      }
    }
    done.forEach(segment -> segments.remove(segment.number()));
    return done;
  }

  private void remove(Segment segment) {
    try {
      if (segment.isDamaged()) {
        LOG.error(
            "A part of the spool could not be read, and what it held is lost to Kafka; the file is"
                + " kept as {}",
            directory.setAside(segment.number()));
      } else {
        directory.delete(segment.number());
      }
    } catch (IOException failed) {
      LOG.warn("A drained file of the spool was not removed: {}", failed.toString());
    }
  }
}
