package io.waybill.registry.stores;

import java.io.IOException;

/**
 * A path does not hold what somebody said that it holds. The message is a sentence for people, with
 * what to do.
 */
public final class NoStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  NoStoreException(String message) {
    super(message);
  }
}
