package io.waybill.registry.transport;

import java.net.UnknownHostException;

/** A registry pointed to an address that it has no business to point to. */
public final class RefusedAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  private RefusedAddressException(String why) {
    super(why);
  }

  static RefusedAddressException of(String host, String address, String kind) {
    return new RefusedAddressException(
        host
            + " is "
            + address
            + ", a "
            + kind
            + " address; a registry that is not there itself may not send a client to it, unless"
            + " the host is named with its address (resolve)");
  }

  static RefusedAddressException ambiguous(String host) {
    return new RefusedAddressException(
        host + " can be read as more than one address; a registry may not send a client to it");
  }
}
