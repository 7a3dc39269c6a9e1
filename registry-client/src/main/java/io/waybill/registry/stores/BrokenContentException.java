package io.waybill.registry.stores;

import java.io.IOException;

/**
 * Something in a store is there and cannot be used: a link to nothing, a file that is not what its
 * name says. The message is for people: it names the path, and says what is wrong with it.
 */
final class BrokenContentException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenContentException(String message) {
    super(message);
  }
}
