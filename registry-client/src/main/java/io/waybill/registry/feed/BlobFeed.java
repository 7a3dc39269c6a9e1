package io.waybill.registry.feed;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.protocol.BlobPosition;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One blob that is read once for several targets. At any time at most one of its readers has the
 * turn: it reads the next segment from the source, after it has made room for it. All fields are
 * guarded by the lock of {@link SharedReads}, but for the source, which is its whose turn it is.
 */
final class BlobFeed {
  /** Instead of a number of bytes: the reader is to go on by itself. */
  static final int DETACHED = -2;

  private final SharedReads reads;
  private final ReentrantLock lock;
  private final Condition changed;
  private final Descriptor blob;
  private final Places places;
  private final List<FeedReader> readers = new ArrayList<>();

  /** Target registries that this was read for: they will not ask for the blob once more. */
  private final Set<Registry> served = new HashSet<>();

  private final Set<Reference> sources = new HashSet<>();

  /** Full ones in a row, up to the last one. */
  private final List<Segment> segments = new ArrayList<>();

  /** How many segments are set aside. */
  private int held;

  /** Behind the last byte that was published. */
  private BlobPosition end;

  /** Whether it has all bytes from the first one on, and nothing was wrong with them. */
  private boolean joinable = true;

  private boolean taken;
  private @Nullable OpenBlob source;

  BlobFeed(SharedReads reads, Descriptor blob, int held) {
    this.reads = reads;
    this.lock = reads.lock();
    this.changed = reads.newCondition();
    this.blob = blob;
    this.held = held;
    this.end = BlobPosition.start(blob.digest());
    this.places = new Places(blob.digest());
  }

  long size() {
    return blob.size();
  }

  /** Under the lock: a reader begins. */
  void add(FeedReader reader) {
    readers.add(reader);
    served.add(reader.interest().target());
    sources.add(reader.interest().source());
    reader.join(this, places);
    changed.signalAll();
  }

  /** Under the lock: whether the copy is going to read this, and is not reading it. */
  boolean expects(CopyInterest interest) {
    Repository from = interest.source().repository();
    return from.registry().equals(sourceRegistry())
        && !served.contains(interest.target())
        && (interest.isUnplanned()
            ? sources.contains(interest.source())
            : interest.wants(blob.digest()));
  }

  private Registry sourceRegistry() {
    return sources.iterator().next().repository().registry();
  }

  /** Under the lock: whether it is kept for those only who have yet to come. */
  boolean isIdle() {
    return readers.isEmpty();
  }

  /** Under the lock: who is expected may have changed. */
  void lookAgain() {
    changed.signalAll();
    if (isIdle() && reads.expected(this).isEmpty()) {
      end();
    }
  }

  /** Under the lock: nobody reads it any more, or is to begin. */
  void end() {
    retire();
    segments.forEach(this::drop);
    segments.clear();
    reads.budget().release(held);
    held = 0;
  }

  private void retire() {
    joinable = false;
    reads.retire(this);
  }

  /**
   * Takes the next bytes, reads them from the source if they are not there and it is nobody else's
   * turn.
   *
   * @return how many; -1 at the end; {@link #DETACHED} where the reader is to go on alone
   */
  int take(FeedReader reader, byte[] buffer, int at, int most) throws RegistryException {
    Segment segment;
    lock.lock();
    try {
      awaitBytes(reader);
      if (!reader.reads(this)) {
        return DETACHED;
      }
      if (reader.offset() == size()) {
        return -1;
      }
      segment = segmentOf(reader.offset());
      segment.use();
    } finally {
      lock.unlock();
    }
    int count = segment.copyFrom(reader.offset(), buffer, at, most);
    lock.lock();
    try {
      reader.took(buffer, at, count);
      if (segment.unuse()) {
        reads.budget().giveBack(segment.bytes());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return count;
  }

  /** Waits until there are bytes for the reader, or it is to go on alone. */
  void await(FeedReader reader) throws RegistryException {
    lock.lock();
    try {
      awaitBytes(reader);
    } finally {
      lock.unlock();
    }
  }

  private void awaitBytes(FeedReader reader) throws RegistryException {
    try {
      while (isAtEnd(reader) && end.offset() < size()) {
        reader.requireNoFailure();
        if (taken) {
          changed.await();
        } else {
          takeTurn(reader);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw RegistryException.because(
              FailureCode.CANCELLED, "read " + blob.digest(), "the copy was stopped", stopped)
          .asSpent();
    }
    reader.requireNoFailure();
  }

  private boolean isAtEnd(FeedReader reader) {
    return reader.reads(this) && reader.offset() == end.offset();
  }

  private void takeTurn(FeedReader reader) throws RegistryException, InterruptedException {
    taken = true;
    try {
      readNext(reader);
    } finally {
      taken = false;
      changed.signalAll();
    }
  }

  /** It is this reader's turn. */
  private void readNext(FeedReader reader) throws RegistryException, InterruptedException {
    Segment segment = makeRoom();
    if (segment == null) {
      readers.remove(reader);
      reader.detach(end, source);
      source = null;
      end();
      return;
    }
    try {
      BlobPosition next = unlocked(() -> fill(segment, reader));
      segments.add(segment);
      places.offer(segment.start());
      end = next;
    } catch (RegistryException failure) {
      reads.budget().giveBack(segment.bytes());
      if (!Thread.currentThread().isInterrupted()) {
        failOthers(reader, failure);
      }
      throw failure;
    }
  }

  /** What one does in one's turn without holding up the others. */
  private interface Turn<T> {
    T run() throws RegistryException;
  }

  private <T> T unlocked(Turn<T> turn) throws RegistryException {
    lock.unlock();
    try {
      return turn.run();
    } finally {
      lock.lock();
    }
  }

  /** Reads one segment; a source that broke, or whose reader was stopped, is opened anew. */
  private BlobPosition fill(Segment segment, FeedReader reader) throws RegistryException {
    long start = segment.start().offset();
    int wanted = (int) Math.min(segment.bytes().length, size() - start);
    boolean whole = false;
    OpenBlob open = source;
    try {
      if (open == null) {
        open = reader.open(segment.start());
      }
      int count = 0;
      while (count < wanted) {
        int more = reader.readFrom(open, segment.bytes(), count, wanted - count);
        if (more < 0) {
          throw RegistryException.because(
              FailureCode.NETWORK,
              "read " + blob.digest(),
              "it ended after " + (start + count) + " of " + size() + " bytes",
              null);
        }
        count += more;
      }
      segment.filled(count);
      whole = true;
      return open.position();
    } finally {
      boolean needed = whole && segment.end() < size();
      source = needed ? open : null;
      if (!needed && open != null) {
        open.close();
      }
    }
  }

  /**
   * What is wrong with one repository is so for all who read from it; wrong bytes are wrong for
   * all.
   */
  private void failOthers(FeedReader reader, RegistryException failure) {
    Repository from = reader.interest().source().repository();
    boolean forAll = failure.code() == FailureCode.DIGEST_MISMATCH;
    for (FeedReader other : readers) {
      if (forAll || other.interest().source().repository().equals(from)) {
        other.fail(failure);
      }
    }
    retire();
  }

  /** Room for the next segment; nothing where the reader is better off alone. */
  private @Nullable Segment makeRoom() throws InterruptedException {
    while (true) {
      boolean alone = readers.size() == 1 && findPatient().isEmpty();
      if (alone && (!joinable || segments.size() >= reads.settings().alone())) {
        return null;
      }
      if (segments.size() < held || grow()) {
        return new Segment(end, reads.budget().take());
      }
      if (!trim()) {
        waitForSlowest();
      }
    }
  }

  private boolean grow() {
    if (held < reads.settings().window() && reads.reserve(1)) {
      held++;
      return true;
    }
    return false;
  }

  private long start() {
    return segments.isEmpty() ? end.offset() : segments.getFirst().start().offset();
  }

  /** Those who are expected and can still be waited for, as long as they can join. */
  private List<CopyInterest> findPatient() {
    if (!joinable) {
      return List.of();
    }
    long now = System.nanoTime();
    return reads.expected(this).stream().filter(i -> i.patience().left(now) > 0).toList();
  }

  /** Drops what all have taken; false where there is nothing. */
  private boolean trim() {
    if (!findPatient().isEmpty()) {
      return false;
    }
    long slowest = readers.stream().mapToLong(FeedReader::offset).min().orElse(0);
    boolean trimmed = false;
    while (!segments.isEmpty() && segments.getFirst().end() <= slowest) {
      drop(segments.removeFirst());
      trimmed = true;
    }
    if (trimmed) {
      retire();
    }
    return trimmed;
  }

  private void drop(Segment segment) {
    if (segment.drop()) {
      reads.budget().giveBack(segment.bytes());
    }
  }

  /** Waits for whoever is in the way, or detaches those who were waited for long enough. */
  @SuppressWarnings("WaitNotInLoop") // Whoever makes room looks again.
  private void waitForSlowest() throws InterruptedException {
    long firstEnd = segments.getFirst().end();
    List<FeedReader> slow = readers.stream().filter(r -> r.offset() < firstEnd).toList();
    List<CopyInterest> waitedFor = new ArrayList<>(findPatient());
    slow.forEach(reader -> waitedFor.add(reader.interest()));
    long now = System.nanoTime();
    long wait = waitedFor.stream().mapToLong(i -> i.patience().left(now)).min().orElse(0);
    if (wait > 0) {
      changed.await(wait, TimeUnit.NANOSECONDS);
      long until = System.nanoTime();
      waitedFor.forEach(interest -> interest.patience().spend(now, until));
      return;
    }
    for (FeedReader reader : slow) {
      if (reader.interest().patience().left(now) == 0) {
        readers.remove(reader);
        reader.detach(segmentOf(reader.offset()).position(reader.offset()), null);
      }
    }
  }

  /** Goes back where the bytes are still there; else the reader goes on alone. */
  boolean rewind(FeedReader reader, long wanted) {
    lock.lock();
    try {
      if (!reader.reads(this)) {
        return false;
      }
      if (wanted >= start()) {
        reader.moveTo(wanted);
        return true;
      }
    } finally {
      lock.unlock();
    }
    leave(reader);
    return false;
  }

  /** The reader does not read here any more. */
  void leave(FeedReader reader) {
    OpenBlob abandoned = null;
    lock.lock();
    try {
      if (readers.remove(reader)) {
        reader.detach(places.floor(reader.offset()), null);
        changed.signalAll();
      }
      boolean kept = joinable && end.offset() == size() && !reads.expected(this).isEmpty();
      if (readers.isEmpty() && !kept) {
        abandoned = source;
        source = null;
        end();
      }
    } finally {
      lock.unlock();
    }
    if (abandoned != null) {
      abandoned.close();
    }
  }

  private Segment segmentOf(long offset) {
    return segments.get((int) ((offset - start()) / reads.settings().segment()));
  }
}
