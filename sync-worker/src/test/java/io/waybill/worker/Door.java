package io.waybill.worker;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** What answers {@code GET /v2/} in a registry's place: well, or with 500. */
final class Door implements AutoCloseable {
  private final HttpServer server;
  private final AtomicInteger looks = new AtomicInteger();
  private volatile boolean open;

  Door() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    server.createContext(
        "/",
        exchange -> {
          looks.incrementAndGet();
          exchange.sendResponseHeaders(open ? 200 : 500, -1);
          exchange.close();
        });
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How often somebody looked. */
  int looks() {
    return looks.get();
  }

  boolean isOpen() {
    return open;
  }

  void open() {
    open = true;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
