package io.waybill.gateway.spool;

/** The spool did not take an entry, or could not be opened; the message is a sentence. */
public final class SpoolException extends Exception {
  private static final long serialVersionUID = 1L;

  SpoolException(String message) {
    super(message);
  }

  SpoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
