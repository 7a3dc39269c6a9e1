package io.waybill.cli.terminal;

import io.waybill.schemas.units.ByteSize;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a transfer has come: bytes, share, speed, and the time left. On a terminal one line is
 * redrawn, at most ten times a second; elsewhere a plain line is written at each quarter and, where
 * it takes long, every ten seconds.
 *
 * <p>Safe for use by several threads.
 */
public final class ProgressBar implements AutoCloseable {
  private static final int MOST_CELLS = 28;
  private static final int FEWEST_CELLS = 6;

  /** The numbers after the bar, at their longest. */
  private static final int NUMBERS = 56;

  private static final long REDRAW_NANOS = Duration.ofMillis(100).toNanos();
  private static final long PLAIN_NANOS = Duration.ofSeconds(10).toNanos();

  /** Speed is told once there is enough to divide. */
  private static final long SPEED_AFTER_NANOS = Duration.ofMillis(200).toNanos();

  private static final double SECOND = 1e9;

  private final Terminal terminal;
  private final String label;
  private final LongSupplier nanoTime;
  private final long began;
  private long total;
  private long done;
  private long drawn;
  private int quarter;

  /** A bar with this label before it; the total may be told later. */
  public ProgressBar(Terminal terminal, String label) {
    this(terminal, label, System::nanoTime);
  }

  ProgressBar(Terminal terminal, String label, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.label = label;
    this.nanoTime = nanoTime;
    this.began = nanoTime.getAsLong();
    this.drawn = began - REDRAW_NANOS;
  }

  /** Sets how many bytes there are in all. */
  public synchronized void total(long bytes) {
    total = bytes;
    show();
  }

  /** Sets how many bytes are done. */
  public synchronized void done(long bytes) {
    done = bytes;
    show();
  }

  /** Counts more bytes as done; fewer, where the number is negative. */
  public synchronized void add(long bytes) {
    done += bytes;
    show();
  }

  /** Takes the bar away from a terminal; it comes back where more is told. */
  public void end() {
    terminal.endLive();
  }

  @Override
  public void close() {
    end();
  }

  private void show() {
    long now = nanoTime.getAsLong();
    if (terminal.isInteractive()) {
      if (now - drawn >= REDRAW_NANOS || done >= total) {
        drawn = now;
        terminal.live(render(now));
      }
    } else if (total > 0 && done > 0) {
      int reached = (int) (4 * Math.min(done, total) / total);
      if (reached > quarter || now - Math.max(drawn, began) >= PLAIN_NANOS) {
        quarter = Math.max(quarter, reached);
        drawn = now;
        terminal.line(plain(now));
      }
    }
  }

  private String render(long now) {
    int room = terminal.width() - label.length() - NUMBERS;
    int cells = Math.clamp(room, FEWEST_CELLS, MOST_CELLS);
    int filled = total == 0 ? 0 : (int) (cells * Math.min(done, total) / total);
    String bar =
        terminal.good(terminal.choose("━", "#").repeat(filled))
            + terminal.dim(terminal.choose("─", "-").repeat(cells - filled));
    return label + bar + "  " + numbers(now);
  }

  private String plain(long now) {
    return label + numbers(now);
  }

  private String numbers(long now) {
    StringBuilder text = new StringBuilder();
    text.append(new ByteSize(Math.max(0, done)).forPeople());
    if (total > 0) {
      text.append(" of ").append(new ByteSize(total).forPeople());
      text.append(String.format(Locale.ROOT, "  %3d%%", 100 * Math.min(done, total) / total));
    }
    long elapsed = now - began;
    if (elapsed >= SPEED_AFTER_NANOS && done > 0) {
      double perSecond = done * SECOND / elapsed;
      text.append("  ").append(new ByteSize((long) perSecond).forPeople()).append("/s");
      if (total > done) {
        long seconds = (long) Math.ceil((total - done) / perSecond);
        text.append("  ").append(Durations.clock(Duration.ofSeconds(seconds))).append(" left");
      }
    }
    return text.toString();
  }
}
