package io.waybill.cli.terminal;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command speaks to a person: whether that is a terminal that redraws lines and knows
 * colours, or a file, a pipe or a log that takes plain lines. Calm in both: one line for each thing
 * that happened.
 *
 * <p>Safe for use by several threads: each call writes a whole line.
 */
public final class Terminal {
  private static final int DEFAULT_WIDTH = 80;
  private static final int NARROWEST = 40;
  private static final int DEFAULT_HEIGHT = 24;
  private static final String CLEAR_LINE = "\r\u001b[2K";
  private static final String UP = "\u001b[A";

  /** What is longer than a line is cut off, however narrow the terminal has become meanwhile. */
  private static final String CUT = "\u001b[?7l";

  private static final String WRAP = "\u001b[?7h";

  private final PrintWriter out;
  private final boolean interactive;
  private final boolean colours;
  private final boolean unicode;
  private volatile int width;
  private volatile int height = DEFAULT_HEIGHT;
  private List<String> live = List.of();

  private Terminal(
      PrintWriter out, boolean interactive, boolean colours, boolean unicode, int width) {
    this.out = out;
    this.interactive = interactive;
    this.colours = colours;
    this.unicode = unicode;
    this.width = width;
  }

  /**
   * What is behind the stream. A line is redrawn where both standard input and output are a
   * terminal, and no colours are used where {@code NO_COLOR} is set or {@code TERM} is {@code
   * dumb}.
   */
  public static Terminal of(PrintStream stream, Map<String, String> environment) {
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent()
            && !"dumb".equals(environment.getOrDefault("TERM", "dumb"));
    Charset charset = stream.charset();
    boolean unicode = charset.equals(StandardCharsets.UTF_8);
    return new Terminal(
        new PrintWriter(stream, false, charset),
        terminal,
        terminal && environment.getOrDefault("NO_COLOR", "").isEmpty(),
        unicode,
        width(environment));
  }

  /** Plain lines, without redrawing, colours or characters beyond ASCII. */
  public static Terminal plain(PrintWriter out) {
    return new Terminal(out, false, false, false, DEFAULT_WIDTH);
  }

  /** A terminal that redraws its last line, as tests look at it. */
  static Terminal interactive(PrintWriter out, int width) {
    return new Terminal(out, true, false, true, width);
  }

  private static int width(Map<String, String> environment) {
    try {
      return Math.max(NARROWEST, Integer.parseInt(environment.getOrDefault("COLUMNS", "")));
    } catch (NumberFormatException unknown) {
      return DEFAULT_WIDTH;
    }
  }

  /** Whether lines can be redrawn. */
  public boolean isInteractive() {
    return interactive;
  }

  /** How many characters a line has. */
  public int width() {
    return width;
  }

  /** How many lines it has. */
  public int height() {
    return height;
  }

  /** The window has another size now. */
  public void resized(int columns, int lines) {
    width = Math.max(NARROWEST, columns);
    height = lines;
  }

  /** Writes a line, above the live ones where there are any. */
  public synchronized void line(String text) {
    clear();
    out.println(PrintableWriter.text(text));
    draw();
    out.flush();
  }

  /** Draws the live line anew; nothing happens where lines cannot be redrawn. */
  public void live(String text) {
    live(List.of(text));
  }

  /** Draws the live lines anew; there may be more or fewer of them than before. */
  public synchronized void live(List<String> lines) {
    List<String> printable = lines.stream().map(PrintableWriter::text).toList();
    if (interactive && !printable.equals(live)) {
      if (live.isEmpty()) {
        out.print(CLEAR_LINE);
      } else {
        clear();
      }
      live = printable;
      draw();
      out.flush();
    }
  }

  /** Takes the live lines away. */
  public synchronized void endLive() {
    if (!live.isEmpty()) {
      clear();
      out.flush();
      live = List.of();
    }
  }

  /** The cursor is at the end of the last live line; afterwards it is where the first one began. */
  private void clear() {
    if (!live.isEmpty()) {
      out.print((CLEAR_LINE + UP).repeat(live.size() - 1) + CLEAR_LINE);
    }
  }

  private void draw() {
    if (live.size() == 1) {
      out.print(live.getFirst());
    } else if (!live.isEmpty()) {
      out.print(CUT + String.join(System.lineSeparator(), live) + WRAP);
    }
  }

  /** The text in less prominent letters. */
  public String dim(String text) {
    return coloured("2", text);
  }

  /** The text in heavy letters. */
  public String bold(String text) {
    return coloured("1", text);
  }

  /** The text in the colour of success. */
  public String good(String text) {
    return coloured("32", text);
  }

  /** The text in the colour of failure. */
  public String bad(String text) {
    return coloured("31", text);
  }

  /** The first text where it can be shown, else the second, which is ASCII. */
  public String choose(String fine, String ascii) {
    return unicode ? fine : ascii;
  }

  private String coloured(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
