package io.waybill.cli.terminal;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
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
  private static final String CLEAR_LINE = "\r\u001b[2K";

  private final PrintWriter out;
  private final boolean interactive;
  private final boolean colours;
  private final boolean unicode;
  private final int width;
  private String live = "";

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

  /** Writes a line, above the live one where there is one. */
  public synchronized void line(String text) {
    if (!live.isEmpty()) {
      out.print(CLEAR_LINE);
    }
    out.println(text);
    out.print(live);
    out.flush();
  }

  /** Draws the live line anew; nothing happens where lines cannot be redrawn. */
  public synchronized void live(String text) {
    if (interactive && !text.equals(live)) {
      out.print(CLEAR_LINE);
      out.print(text);
      out.flush();
      live = text;
    }
  }

  /** Takes the live line away. */
  public synchronized void endLive() {
    if (!live.isEmpty()) {
      out.print(CLEAR_LINE);
      out.flush();
      live = "";
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
