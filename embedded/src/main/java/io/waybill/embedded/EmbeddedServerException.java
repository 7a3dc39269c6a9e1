package io.waybill.embedded;

/**
 * An embedded server could not be started, or its data could not be used. The message says what was
 * tried, on what, why it failed and what to do next; it is meant to be shown as it is, without a
 * stack trace.
 */
public final class EmbeddedServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The sentence to show. */
  public EmbeddedServerException(String message) {
    super(message);
  }

  /** The sentence to show, and what brought it about. */
  public EmbeddedServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
