package io.waybill.chassis.http;

/** A server that cannot listen where it should; the message says what to change. */
public sealed class ListenException extends Exception permits PortInUseException {
  private static final long serialVersionUID = 1L;

  ListenException(String message) {
    super(message);
  }

  ListenException(String message, Throwable cause) {
    super(message, cause);
  }
}
