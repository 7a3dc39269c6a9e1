package io.waybill.registry.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.protocol.BlobPosition;
import io.waybill.registry.protocol.BlobPositions;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One blob of a source that is played by the test, and what it was asked for. */
final class PlayedSource {
  /** What happens before some bytes are read. */
  @FunctionalInterface
  interface Incident {
    /** May wait, or throw. */
    void strike(long offset) throws RegistryException;
  }

  private final byte[] bytes;
  private final Digest digest;
  private volatile byte[] sent;
  private volatile Incident onOpen = offset -> {};
  private volatile Incident onRead = offset -> {};
  final List<Long> openedAt = new CopyOnWriteArrayList<>();
  final AtomicInteger open = new AtomicInteger();
  final AtomicLong given = new AtomicLong();
  final AtomicBoolean verified = new AtomicBoolean();

  PlayedSource(int size, long seed) {
    bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    digest = Digest.sha256(bytes);
    sent = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  /** What it sends instead, where it is damaged. */
  byte[] sent() {
    return sent;
  }

  Descriptor blob() {
    return Descriptor.of("application/octet-stream", digest, bytes.length);
  }

  /** From now on one byte is another one. */
  void damage(int at) {
    byte[] damaged = bytes.clone();
    damaged[at] ^= 1;
    sent = damaged;
  }

  void onOpen(Incident incident) {
    onOpen = incident;
  }

  void onRead(Incident incident) {
    onRead = incident;
  }

  static RegistryException broken(FailureCode code) {
    return RegistryException.because(code, "read the blob", "the test says so", null);
  }

  OpenBlob open(BlobPosition position) throws RegistryException {
    onOpen.strike(position.offset());
    assertThat(BlobPositions.hex(position))
        .as("the hash state at %s", position.offset())
        .isEqualTo(Digest.sha256(Arrays.copyOf(sent, (int) position.offset())).hex());
    openedAt.add(position.offset());
    open.incrementAndGet();
    return new Opened(position);
  }

  private final class Opened implements OpenBlob {
    private final byte[] content = sent;
    private final AtomicBoolean busy = new AtomicBoolean();
    private BlobPosition position;
    private long received;
    private boolean closed;

    Opened(BlobPosition position) {
      this.position = position;
    }

    @Override
    public int read(byte[] buffer, int at, int length) throws RegistryException {
      assertThat(busy.compareAndSet(false, true)).as("one reads at a time").isTrue();
      try {
        return readAlone(buffer, at, length);
      } finally {
        busy.set(false);
      }
    }

    private int readAlone(byte[] buffer, int at, int length) throws RegistryException {
      assertThat(closed).as("closed").isFalse();
      onRead.strike(position.offset());
      int from = (int) position.offset();
      int count = Math.min(length, content.length - from);
      if (count == 0) {
        return -1;
      }
      System.arraycopy(content, from, buffer, at, count);
      position = position.after(content, from, count);
      received += count;
      given.addAndGet(count);
      if (position.offset() == content.length) {
        if (!BlobPositions.hex(position).equals(digest.hex())) {
          throw broken(FailureCode.DIGEST_MISMATCH);
        }
        verified.set(true);
      }
      return count;
    }

    @Override
    public void rewind(long offset) {
      assertThat(offset).isLessThanOrEqualTo(position.offset());
      position = BlobPosition.start(digest).after(content, 0, (int) offset);
    }

    @Override
    public BlobPosition position() {
      return position;
    }

    @Override
    public long received() {
      return received;
    }

    @Override
    public long size() {
      return content.length;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        open.decrementAndGet();
      }
    }
  }
}
