package io.waybill.schemas.names;

/**
 * A text that is not the name it was taken for. The message is for the person who wrote the text:
 * it says what was expected and what was found.
 */
public final class InvalidNameException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** The longest piece of a bad text that is repeated in a message. */
  private static final int SHOWN = 120;

  InvalidNameException(String what, String text, String expected) {
    super("\"" + shorten(text) + "\" is not " + what + ": expected " + expected);
  }

  private static String shorten(String text) {
    String oneLine = text.replaceAll("\\p{Cntrl}", "?");
    return oneLine.length() <= SHOWN ? oneLine : oneLine.substring(0, SHOWN) + "...";
  }
}
