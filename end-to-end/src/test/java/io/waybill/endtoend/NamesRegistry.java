package io.waybill.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;

/**
 * A registry with one repository of very many tags, {@code t000000} and so on, each on a digest of
 * its own and without content. It gives all names at once.
 */
final class NamesRegistry implements AutoCloseable {
  private static final int ANSWER_MILLIS = 2;

  private final int tags;
  private final IntPredicate different;
  private final AtomicInteger heads = new AtomicInteger();
  private final AtomicInteger gets = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /**
   * Starts it on a free port of the loopback.
   *
   * @param different which tags are on another digest than elsewhere
   */
  NamesRegistry(int tags, IntPredicate different) {
    this.tags = tags;
    this.different = different;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How many digests were asked for. */
  int heads() {
    return heads.get();
  }

  /** How many manifests were read. */
  int manifestsRead() {
    return gets.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.endsWith("/tags/list")) {
        list(exchange);
      } else if (path.contains("/manifests/t")) {
        (exchange.getRequestMethod().equals("HEAD") ? heads : gets).incrementAndGet();
        LockSupport.parkNanos(ANSWER_MILLIS * 1_000_000L);
        manifest(exchange, Integer.parseInt(path.substring(path.lastIndexOf("/t") + 2)));
      } else {
        exchange.sendResponseHeaders(200, -1);
      }
    }
  }

  private void list(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      StringBuilder names = new StringBuilder("{\"name\":\"many\",\"tags\":[");
      for (int i = 0; i < tags; i++) {
        names.append(i == 0 ? "\"t" : ",\"t").append("%06d".formatted(i)).append('"');
      }
      out.write(names.append("]}").toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  private void manifest(HttpExchange exchange, int tag) throws IOException {
    String content = tag + (different.test(tag) ? " of its own" : "");
    exchange
        .getResponseHeaders()
        .set(
            "Docker-Content-Digest",
            Digest.sha256(content.getBytes(StandardCharsets.UTF_8)).toString());
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
    exchange.sendResponseHeaders(tag < tags ? 200 : 404, -1);
  }
}
