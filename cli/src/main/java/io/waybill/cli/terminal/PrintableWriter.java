package io.waybill.cli.terminal;

import io.waybill.chassis.logging.ControlCharacters;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/**
 * Lets through what people are to see, and spells out what a terminal would obey: names, tags and
 * the words of registries come from others. Line breaks, tabs and our own few colours pass.
 */
public final class PrintableWriter extends FilterWriter {
  private static final char ESCAPE = '\u001b';

  /** Letters that are light, heavy, coloured, and as before: those of help and of results. */
  private static final String COLOURS = " 0 1 2 3 4 21 22 23 24 31 32 33 34 35 36 39 ";

  /** What writes there only such text. */
  public PrintableWriter(Writer out) {
    super(out);
  }

  /** The text as it can be printed. */
  public static String text(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isObeyed(text.charAt(i))) {
        return spelledOut(text);
      }
    }
    return text;
  }

  private static String spelledOut(String text) {
    StringBuilder shown = new StringBuilder(text.length() + 16);
    int i = 0;
    while (i < text.length()) {
      char character = text.charAt(i);
      int colour = character == ESCAPE ? colour(text, i) : 0;
      if (colour > 0) {
        shown.append(text, i, i + colour);
      } else {
        shown.append(
            isObeyed(character) ? ControlCharacters.spelled(character) : String.valueOf(character));
      }
      i += Math.max(1, colour);
    }
    return shown.toString();
  }

  private static boolean isObeyed(char character) {
    return character != '\n' && character != '\t' && ControlCharacters.isOne(character);
  }

  /** How many characters set a colour here; 0 where they do something else (ECMA-48, 8.3.117). */
  private static int colour(String text, int at) {
    int end = text.indexOf('m', at);
    return end > at + 2
            && end <= at + 4
            && text.charAt(at + 1) == '['
            && COLOURS.contains(" " + text.substring(at + 2, end) + " ")
        ? end + 1 - at
        : 0;
  }

  @Override
  public void write(int character) throws IOException {
    out.write(text(String.valueOf((char) character)));
  }

  @Override
  public void write(char[] characters, int offset, int length) throws IOException {
    out.write(text(new String(characters, offset, length)));
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    out.write(text(text.substring(offset, offset + length)));
  }
}
