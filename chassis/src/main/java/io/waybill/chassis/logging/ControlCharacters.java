package io.waybill.chassis.logging;

/**
 * Spells out what a terminal would obey, and what would make a text look like another: what a
 * registry or a sender wrote is shown to people, and must not move their cursor, rename their
 * window or forge a line of a log.
 */
public final class ControlCharacters {
  private ControlCharacters() {}

  /** The text with all of them spelled out, as in {@code \}{@code u001b}, line breaks included. */
  public static String spelledOut(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isOne(text.charAt(i))) {
        return from(text, i);
      }
    }
    return text;
  }

  private static String from(String text, int first) {
    StringBuilder shown = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (int i = first; i < text.length(); i++) {
      char character = text.charAt(i);
      if (isOne(character)) {
        shown.append(spelled(character));
      } else {
        shown.append(character);
      }
    }
    return shown.toString();
  }

  /**
   * Whether it is a control character (C0, DEL, C1) or one that turns the direction of writing
   * round (Unicode's UAX #9, 2.1 to 2.4).
   */
  public static boolean isOne(char character) {
    return character < 0x20
        || (character >= 0x7f && character < 0xa0)
        || (character >= 0x202a && character <= 0x202e)
        || (character >= 0x2066 && character <= 0x2069)
        || character == 0x200e
        || character == 0x200f
        || character == 0x061c;
  }

  /** As JSON and YAML write it within quotes, so that a document means the same with it. */
  public static String spelled(char character) {
    String digits = Integer.toHexString(character);
    return "\\u" + "0".repeat(4 - digits.length()) + digits;
  }
}
