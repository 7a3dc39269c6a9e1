package io.waybill.schemas.wire;

/** A message of a topic that this version cannot read; the message says why. */
public final class UnreadableMessageException extends Exception {
  private static final long serialVersionUID = 1L;

  UnreadableMessageException(String why) {
    super(why);
  }

  UnreadableMessageException(String why, Throwable cause) {
    super(why, cause);
  }
}
