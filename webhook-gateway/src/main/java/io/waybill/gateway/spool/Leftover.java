package io.waybill.gateway.spool;

import io.waybill.gateway.spool.Frames.Frame;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a segment holds that another process wrote.
 *
 * @param entries intact frames
 * @param tail bytes behind the last of them
 * @param first when the first entry was accepted; null where that cannot be read
 */
record Leftover(int entries, int tail, @Nullable Instant first) {
  static final Leftover NOTHING = new Leftover(0, 0, null);

  /** Looks through the bytes. */
  static Leftover of(byte[] bytes) {
    int entries = 0;
    int end = 0;
    @Nullable Instant first = null;
    for (@Nullable Frame frame = Frames.next(bytes, 0);
        frame != null;
        frame = Frames.next(bytes, end)) {
      end = frame.end();
      entries++;
      first = first == null ? acceptedAt(frame, bytes) : first;
    }
    return new Leftover(entries, bytes.length - end, first);
  }

  private static @Nullable Instant acceptedAt(Frame frame, byte[] bytes) {
    try {
      return EntryCodec.read(frame.content(bytes)).acceptedAt();
    } catch (IOException | RuntimeException unreadable) {
      return null;
    }
  }
}
