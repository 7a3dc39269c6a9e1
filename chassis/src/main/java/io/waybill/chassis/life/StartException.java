package io.waybill.chassis.life;

/** A role that did not start; the message is for whoever started it, and says what to do. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Did not start for this reason. */
  public StartException(String message) {
    super(message);
  }

  /** Did not start for this reason, because of that. */
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
