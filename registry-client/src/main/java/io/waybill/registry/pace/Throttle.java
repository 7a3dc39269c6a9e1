package io.waybill.registry.pace;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.List;

/**
 * What the bytes of one body pass on their way. It asks the narrower limit first (that of a copy
 * before that of a registry), so that who waits for a limit of its own takes nothing of what it
 * shares with others. For one thread.
 */
public final class Throttle {
  private final List<Bandwidth> limits;

  /** What is left of the piece that was taken of each limit. */
  private final int[] left;

  private Throttle(List<Bandwidth> limits) {
    this.limits = limits;
    this.left = new int[limits.size()];
  }

  /** The stream, read no faster than the limits allow; the stream itself where there are none. */
  public static InputStream limit(InputStream in, List<Bandwidth> limits) {
    return limits.isEmpty() ? in : new Reader(in, new Throttle(limits));
  }

  /**
   * The stream, written no faster than the limits allow; the stream itself where there are none.
   */
  public static OutputStream limit(OutputStream out, List<Bandwidth> limits) {
    return limits.isEmpty() ? out : new Writer(out, new Throttle(limits));
  }

  /** Waits until at least one byte may pass, and says how many of those wanted may. */
  private int await(int wanted) throws IOException {
    int most = wanted;
    for (int at = 0; at < left.length; at++) {
      if (left[at] == 0) {
        takePiece(limits.get(at));
        left[at] = limits.get(at).piece();
      }
      most = Math.min(most, left[at]);
    }
    return most;
  }

  private static void takePiece(Bandwidth limit) throws InterruptedIOException {
    try {
      limit.takePiece();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      InterruptedIOException fault = new InterruptedIOException("stopped while it waited its turn");
      fault.initCause(stopped);
      throw fault;
    }
  }

  private void passed(int bytes) {
    for (int at = 0; at < left.length; at++) {
      left[at] -= bytes;
    }
  }

  private void end() {
    for (int at = 0; at < left.length; at++) {
      limits.get(at).refund(left[at]);
      left[at] = 0;
    }
  }

  private static final class Reader extends FilterInputStream {
    private final Throttle throttle;

    Reader(InputStream in, Throttle throttle) {
      super(in);
      this.throttle = throttle;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      int count = in.read(buffer, offset, throttle.await(length));
      if (count < 0) {
        throttle.end();
      } else {
        throttle.passed(count);
      }
      return count;
    }

    @Override
    public long skip(long bytes) throws IOException {
      return Math.max(0, read(new byte[Math.clamp(bytes, 0, 8192)]));
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    @Override
    public void close() throws IOException {
      throttle.end();
      super.close();
    }
  }

  private static final class Writer extends FilterOutputStream {
    private final Throttle throttle;

    Writer(OutputStream out, Throttle throttle) {
      super(out);
      this.throttle = throttle;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) throws IOException {
      int written = 0;
      while (written < length) {
        int count = throttle.await(length - written);
        out.write(buffer, offset + written, count);
        throttle.passed(count);
        written += count;
      }
    }

    /** Ends the body; the stream below goes on. */
    @Override
    public void close() {
      throttle.end();
    }
  }
}
