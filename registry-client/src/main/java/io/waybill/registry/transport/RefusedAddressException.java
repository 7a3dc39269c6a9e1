package io.waybill.registry.transport;

import java.net.UnknownHostException;

/** A registry pointed to an address that it has no business to point to. */
public final class RefusedAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  RefusedAddressException(String host, String address, String kind) {
    super(
        host
            + " is "
            + address
            + ", a "
            + kind
            + " address; a registry that is not there itself may not send a client to it");
  }
}
