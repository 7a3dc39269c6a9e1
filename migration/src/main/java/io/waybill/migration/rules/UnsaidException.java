package io.waybill.migration.rules;

/**
 * Files do not say something that has to be said on the command line, or something is said there
 * that means nothing for them; the message says what.
 */
public final class UnsaidException extends Exception {
  private static final long serialVersionUID = 1L;

  UnsaidException(String sentence) {
    super(sentence);
  }

  /** What has to be said, and how, or left out: a sentence. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
