package io.waybill.registry.transport;

import java.io.IOException;

/**
 * A connection from the pool turned out to be closed by the server: nothing of the exchange has
 * happened that cannot be done again over another one.
 */
final class StaleConnectionException extends IOException {
  private static final long serialVersionUID = 1L;

  StaleConnectionException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
