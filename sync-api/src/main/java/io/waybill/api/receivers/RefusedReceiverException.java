package io.waybill.api.receivers;

import java.net.UnknownHostException;

/** A receiver's name leads to where the API does not go. */
final class RefusedReceiverException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  RefusedReceiverException(String why) {
    super(why);
  }
}
