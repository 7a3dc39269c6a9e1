package io.waybill.registry.protocol;

import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A blob while it arrives. Its length and digest are verified before its last bytes are released:
 * whoever reads to the end has the right bytes, and whoever copies wrong ones never gets the last
 * of them. A connection that breaks, ends early or is silent for too long is replaced by another
 * one that goes on behind the last byte. What goes wrong for good is thrown as a {@link
 * RegistryException}. For one thread.
 */
public final class BlobStream extends InputStream implements BlobContent {
  private final BlobPuller.Source source;
  private final Digest digest;
  private final HashTrail trail;
  private final Perseverance perseverance;
  private final long size;

  /** Nothing where the connection broke or is of no use any more. */
  private @Nullable BlobAnswer answer;

  /** Bytes before this one are hashed only: they were released before. */
  private long releasedFrom;

  private long received;
  private boolean verified;
  private boolean closed;

  /** A stream of {@code size} bytes, some of them before {@code from}; -1 = as many as come. */
  BlobStream(
      BlobPuller.Source source,
      @Nullable BlobAnswer opened,
      Digest digest,
      long size,
      BlobPosition from) {
    this.source = source;
    this.answer = opened;
    this.digest = digest;
    this.size = size;
    this.trail = new HashTrail(digest, from);
    this.releasedFrom = from.offset();
    this.perseverance = source.perseverance();
  }

  @Override
  public long size() {
    return size;
  }

  /** How many bytes have come from the registry so far, those among it that came twice. */
  public long received() {
    return received;
  }

  /** Where the next byte is, to open another stream there. */
  public BlobPosition position() {
    return trail.position();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws RegistryException {
    if (length == 0) {
      return 0;
    }
    while (trail.offset() < releasedFrom) {
      int before = (int) Math.min(length, releasedFrom - trail.offset());
      if (advance(buffer, offset, before) < 0) {
        throw mismatch("it is shorter than it was before");
      }
    }
    return advance(buffer, offset, length);
  }

  @Override
  public void rewind(long offset) {
    if (offset < 0 || offset > Math.max(trail.offset(), releasedFrom)) {
      throw new IllegalArgumentException(
          "Byte " + offset + " of a blob of which " + trail.offset() + " were read");
    }
    if (offset < trail.offset()) {
      drop();
      trail.goBack(offset);
      verified = false;
    }
    releasedFrom = offset;
  }

  /** Reads and hashes the next bytes, and verifies all of them before it returns the last. */
  private int advance(byte[] buffer, int offset, int length) throws RegistryException {
    if (verified) {
      return -1;
    }
    int count = receivePatiently(buffer, offset, length);
    if (count < 0) {
      requireDigest();
      return -1;
    }
    if (size >= 0 && count > size - trail.offset()) {
      throw mismatch("it is longer than the " + size + " bytes that the manifest names");
    }
    trail.add(buffer, offset, count);
    if (trail.offset() == size) {
      requireEnd();
      requireDigest();
    }
    return count;
  }

  /** Reads the next bytes, from as many connections as it takes. */
  private int receivePatiently(byte[] buffer, int offset, int length) throws RegistryException {
    while (true) {
      try {
        int count = receive(open(buffer, offset, length), buffer, offset, length);
        if (count >= 0 || size < 0 || trail.offset() == size) {
          return count;
        }
        throw RegistryException.because(
            FailureCode.NETWORK,
            source.attempted(),
            "it ended after " + trail.offset() + " of " + size + " bytes",
            null);
      } catch (RegistryException failure) {
        drop();
        perseverance.pauseOrGiveUp(failure, trail.offset());
      }
    }
  }

  /** The connection whose next byte is the one wanted; the buffer is free to use. */
  private BlobAnswer open(byte[] buffer, int offset, int length) throws RegistryException {
    if (closed) {
      throw new IllegalStateException("The blob " + digest + " was closed");
    }
    BlobAnswer open = answer;
    if (open == null) {
      open = source.reopen(trail.offset());
      answer = open;
      skip(open, buffer, offset, length);
    }
    return open;
  }

  /** Reads what comes again where the registry did not heed the range, and compares its hash. */
  private void skip(BlobAnswer from, byte[] buffer, int offset, int length)
      throws RegistryException {
    if (from.start() == trail.offset()) {
      return;
    }
    MessageDigest again = digest.hasher();
    for (long left = trail.offset(); left > 0; ) {
      int count = receive(from, buffer, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw RegistryException.because(
            FailureCode.NETWORK,
            source.attempted(),
            "read again, it ended " + left + " bytes before it broke the last time",
            null);
      }
      again.update(buffer, offset, count);
      left -= count;
    }
    if (!trail.position().hasSeenTheSame(again)) {
      throw mismatch("read again, its first " + trail.offset() + " bytes were other ones");
    }
  }

  private int receive(BlobAnswer from, byte[] buffer, int offset, int length)
      throws RegistryException {
    try {
      int count = from.response().body().read(buffer, offset, length);
      received += Math.max(0, count);
      return count;
    } catch (IOException fault) {
      throw ConnectionFaults.explain(
          source.attempted() + " after " + trail.offset() + " bytes", fault);
    }
  }

  private void requireEnd() throws RegistryException {
    BlobAnswer open = answer;
    if (open == null) {
      return;
    }
    int more;
    try {
      more = receive(open, new byte[1], 0, 1);
    } catch (RegistryException brokenAtTheEnd) {
      // All bytes are there, and their digest tells whether they are the right ones.
      drop();
      return;
    }
    if (more >= 0) {
      throw mismatch("it is longer than the " + size + " bytes that the manifest names");
    }
  }

  private void requireDigest() throws RegistryException {
    if (!trail.matches(digest)) {
      throw mismatch(
          "its "
              + trail.offset()
              + " bytes have the digest "
              + digest.algorithm()
              + ":"
              + trail.hex());
    }
    verified = true;
  }

  private RegistryException mismatch(String why) {
    BlobAnswer open = answer;
    String remark = open == null ? "" : open.response().encodingRemark();
    return RegistryException.because(
        FailureCode.DIGEST_MISMATCH, source.attempted(), why + remark, null);
  }

  private void drop() {
    BlobAnswer open = answer;
    answer = null;
    if (open != null) {
      open.abort();
    }
  }

  /** Drops the connection unless all bytes were read. */
  @Override
  public void close() {
    closed = true;
    drop();
  }
}
