package io.waybill.registry.transport;

import java.io.IOException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** Tells a connection that was not made in time from an answer that did not come in time. */
public final class ConnectTimeouts {
  private ConnectTimeouts() {}

  /** Whether no connection was made in time. */
  public static boolean isOne(IOException fault) {
    return fault instanceof ConnectTimeoutException;
  }
}
