package io.waybill.registry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A socket that notices when its peer stalls. TLS is spoken through its streams as well, so both
 * kinds of connections are covered.
 *
 * <p>Writing: only the time inside one write to the operating system counts, so a source that is
 * slow to deliver is not held against a target. Reading: a silent peer is the read timeout's; one
 * that drips is caught here, by how little came while the reader waited.
 */
final class WatchedSocket extends Socket {
  /**
   * The most that is written at once: what Java itself hands to the operating system at once, so
   * that it costs nothing. A peer that takes less than this within its patience has stalled.
   */
  private static final int SLICE = 128 * 1024;

  /** A peer that sends less than this while it is waited for all its patience has stalled. */
  private static final int LEAST = 1024;

  private static final long NOT_WRITING = Long.MIN_VALUE;

  private final StallWatch watch;
  private volatile long writingSince = NOT_WRITING;
  private volatile boolean stalled;

  /** What came since the window began, and how long it was waited for; for the reader alone. */
  private volatile boolean answering;

  private long received;
  private long waited;
  private @Nullable InputStream in;
  private @Nullable OutputStream out;

  WatchedSocket(StallWatch watch) {
    this.watch = watch;
  }

  /** Closes the socket, from aside, where its writer has waited for too long. */
  void endIfStalled(long now) {
    long since = writingSince;
    if (since == NOT_WRITING || now - since < watch.patience().toNanos()) {
      return;
    }
    stalled = true;
    try {
      // What was not sent by now is of no use to anyone.
      setSoLinger(true, 0);
      close();
    } catch (IOException closedAlready) {
      // Which is what was wanted.
    }
  }

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    InputStream known = in;
    if (known == null) {
      known = new Incoming(super.getInputStream());
      in = known;
    }
    return known;
  }

  @Override
  public synchronized OutputStream getOutputStream() throws IOException {
    OutputStream known = out;
    if (known == null) {
      known = new Outgoing(super.getOutputStream());
      out = known;
    }
    return known;
  }

  @Override
  public void close() throws IOException {
    watch.forget(this);
    super.close();
  }

  private void received(int bytes, long nanos) throws IOException {
    if (!answering) {
      // The wait for the first bytes of an answer is the server's time to think.
      answering = true;
      received = 0;
      waited = 0;
      return;
    }
    received += bytes;
    waited += nanos;
    if (received >= LEAST) {
      received = 0;
      waited = 0;
      return;
    }
    Duration patience = patience();
    if (waited > patience.toNanos()) {
      throw StalledException.ofReading(received, patience);
    }
  }

  /** A request that is given longer than usual has its own read timeout. */
  private Duration patience() throws IOException {
    Duration timeout = Duration.ofMillis(getSoTimeout());
    return timeout.compareTo(watch.patience()) > 0 ? timeout : watch.patience();
  }

  private final class Incoming extends InputStream {
    private final InputStream socket;

    Incoming(InputStream socket) {
      this.socket = socket;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      long began = System.nanoTime();
      int count = socket.read(buffer, offset, length);
      if (count > 0) {
        received(count, System.nanoTime() - began);
      }
      return count;
    }

    @Override
    public int available() throws IOException {
      return socket.available();
    }

    @Override
    public void close() throws IOException {
      WatchedSocket.this.close();
    }
  }

  private final class Outgoing extends OutputStream {
    private final OutputStream socket;

    Outgoing(OutputStream socket) {
      this.socket = socket;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      answering = false;
      try {
        for (int at = 0; at < length; at += SLICE) {
          writingSince = System.nanoTime();
          socket.write(buffer, offset + at, Math.min(SLICE, length - at));
        }
      } catch (IOException broken) {
        throw stalled ? StalledException.ofWriting(watch.patience()) : broken;
      } finally {
        writingSince = NOT_WRITING;
      }
    }

    @Override
    public void close() throws IOException {
      WatchedSocket.this.close();
    }
  }
}
