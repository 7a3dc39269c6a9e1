package io.waybill.chassis.identity;

/** An issuer's keys cannot be had now; the message is a clause for people. */
final class KeysUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  KeysUnavailableException(String message) {
    super(message);
  }
}
