package io.waybill.gateway.spool;

import io.waybill.gateway.spool.Backlog.Stretch;
import io.waybill.gateway.spool.Frames.Frame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the oldest entries back; for the drain's thread alone. */
final class SpoolReader {
  private static final Logger LOG = LoggerFactory.getLogger(SpoolReader.class);
  private static final int MAX_ENTRIES = 500;
  private static final int MAX_BYTES = 1 << 20;

  private final SpoolDirectory directory;
  private final Backlog backlog;

  SpoolReader(SpoolDirectory directory, Backlog backlog) {
    this.directory = directory;
    this.backlog = backlog;
  }

  /**
   * An entry of the spool.
   *
   * @param entry what it holds
   * @param after how far the spool is drained once Kafka has it
   */
  record Queued(SpoolEntry entry, Position after) {}

  /**
   * The oldest entries, as many as are good to send together; the same ones again until {@link
   * Backlog#drained} has been told of them. Empty when there is none.
   */
  List<Queued> next() throws IOException {
    for (Optional<Stretch> stretch = backlog.next();
        stretch.isPresent();
        stretch = backlog.next()) {
      List<Queued> entries = read(stretch.get());
      if (!entries.isEmpty()) {
        return entries;
      }
      backlog.drained(stretch.get().end(), 0, null);
    }
    return List.of();
  }

  private List<Queued> read(Stretch stretch) throws IOException {
    byte[] bytes = directory.read(stretch.segment(), stretch.from(), stretch.to());
    List<Queued> entries = new ArrayList<>();
    int end = 0;
    while (entries.size() < MAX_ENTRIES && end < Math.min(bytes.length, MAX_BYTES)) {
      @Nullable Frame frame = Frames.next(bytes, end);
      int start = frame == null ? bytes.length : frame.start();
      if (start > end) {
        damaged(stretch, end, start, "no whole delivery");
      }
      end = frame == null ? bytes.length : frame.end();
      if (frame != null) {
        Position after = new Position(stretch.segment(), stretch.from() + end);
        add(entries, bytes, frame, after, stretch);
      }
    }
    return entries;
  }

  private void add(
      List<Queued> entries, byte[] bytes, Frame frame, Position after, Stretch stretch) {
    try {
      entries.add(new Queued(EntryCodec.read(frame.content(bytes)), after));
    } catch (IOException | RuntimeException unreadable) {
      damaged(stretch, frame.start(), frame.end(), String.valueOf(unreadable.getMessage()));
    }
  }

  private void damaged(Stretch stretch, int from, int to, String what) {
    backlog.damaged(stretch.segment());
    LOG.error(
        "{} is damaged from byte {} to {} ({}): what was there is passed over, what comes after it"
            + " is sent.",
        directory.segment(stretch.segment()),
        stretch.from() + from,
        stretch.from() + to,
        what);
  }
}
