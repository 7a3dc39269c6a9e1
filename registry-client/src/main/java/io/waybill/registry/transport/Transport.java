package io.waybill.registry.transport;

import java.io.Closeable;
import java.io.IOException;

/**
 * Whoever answers the requests to one registry: a server over the network ({@link HttpTransport}),
 * or something in this process that speaks the same protocol ({@code
 * io.waybill.registry.stores.StoreTransport}). Safe for many threads.
 */
public interface Transport extends Closeable {
  /**
   * Sends the request and returns as soon as the response's head is there.
   *
   * @throws IOException as the network or the body's source had it
   */
  WireResponse send(WireRequest request) throws IOException;
}
