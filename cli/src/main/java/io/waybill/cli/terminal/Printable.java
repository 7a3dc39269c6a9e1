package io.waybill.cli.terminal;

/** Texts that somebody else wrote, such as a registry's own words, made fit for a terminal. */
public final class Printable {
  private Printable() {}

  /** The same on one line, without anything that would move the cursor or change colours. */
  public static String line(String text) {
    return text.codePoints()
        .map(point -> isHarmless(point) ? point : ' ')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString()
        .strip();
  }

  /**
   * Control characters are orders to a terminal; invisible ones of format turn the order of text.
   */
  private static boolean isHarmless(int point) {
    int type = Character.getType(point);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
