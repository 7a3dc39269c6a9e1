package io.waybill.registry.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * The body of a small answer, which may be waited for so long in all: a server could otherwise hold
 * its reader for days by sending a little, but never too little. What the reader does between two
 * reads does not count. One read is bounded by the socket's own timeout, so the whole is bounded by
 * both together.
 */
final class TimedBody extends FilterInputStream {
  private final Duration within;
  private long waited;

  TimedBody(InputStream body, Duration within) {
    super(body);
    this.within = within;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (waited > within.toNanos()) {
      throw StalledException.ofAnswer(within);
    }
    long began = System.nanoTime();
    int count = super.read(buffer, offset, length);
    waited += System.nanoTime() - began;
    return count;
  }
}
