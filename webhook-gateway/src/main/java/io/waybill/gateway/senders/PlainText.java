package io.waybill.gateway.senders;

/**
 * Makes somebody else's text fit for a message, a log line and a JSON document: one line, of a
 * limited length, without lone surrogates (which a JSON string may smuggle in as an escape, and
 * which UTF-8 cannot carry out again).
 */
public final class PlainText {
  private static final int SENTENCE = 500;

  private PlainText() {}

  /** At most {@code max} code points; what cannot be shown becomes a question mark. */
  public static String of(String text, int max) {
    StringBuilder plain = new StringBuilder(Math.min(text.length(), max));
    text.codePoints().limit(max).map(PlainText::shown).forEach(plain::appendCodePoint);
    if (text.codePointCount(0, text.length()) > max) {
      plain.append("...");
    }
    return plain.toString();
  }

  /** A sentence that may quote a body. */
  public static String sentence(String text) {
    return of(text, SENTENCE);
  }

  private static int shown(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          '?';
      default -> codePoint;
    };
  }
}
