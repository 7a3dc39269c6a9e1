package io.waybill.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/**
 * The lines of a command that does one thing after the other: a mark, what was done, what came out
 * of it, and how long it took. While a step runs, a terminal shows that it does.
 */
public final class Steps {
  private static final int NAME_WIDTH = 11;
  private static final int TIME_WIDTH = 8;

  private final Terminal terminal;
  private long began = System.nanoTime();

  /** Steps told on this terminal. */
  public Steps(Terminal terminal) {
    this.terminal = terminal;
  }

  /** A step begins; on a terminal the line stays until the step is over. */
  public void begin(String name, String what) {
    began = System.nanoTime();
    terminal.live(head(terminal.dim(terminal.choose("·", "-")), name) + terminal.dim(what));
  }

  /** The step that began last is done. */
  public void done(String name, String result) {
    done(name, result, Duration.ofNanos(System.nanoTime() - began));
  }

  /** A step is done, and took this long. */
  public void done(String name, String result, Duration took) {
    terminal.endLive();
    terminal.line(
        head(terminal.good(terminal.choose("✓", "ok")), name)
            + terminal.dim(time(took))
            + "  "
            + result);
  }

  /** The step failed; what went wrong is told elsewhere. */
  public void failed(String name) {
    terminal.endLive();
    terminal.line(head(terminal.bad(terminal.choose("✗", "--")), name) + terminal.bad("failed"));
  }

  /** A line that belongs to the step above it. */
  public void detail(String text) {
    terminal.line(" ".repeat(prefixWidth() + TIME_WIDTH + 2) + text);
  }

  /** What a progress bar of this step puts before itself. */
  public String label(String name) {
    return head(terminal.dim(terminal.choose("·", "-")), name);
  }

  private String head(String mark, String name) {
    return " "
        + mark
        + " "
        + terminal.bold(String.format(Locale.ROOT, "%-" + NAME_WIDTH + "s", name));
  }

  private int prefixWidth() {
    return terminal.choose("✓", "ok").length() + 2 + NAME_WIDTH;
  }

  private static String time(Duration took) {
    return String.format(Locale.ROOT, "%" + TIME_WIDTH + "s", Durations.forPeople(took));
  }
}
