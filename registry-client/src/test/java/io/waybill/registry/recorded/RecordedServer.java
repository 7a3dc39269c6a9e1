package io.waybill.registry.recorded;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server on a free loopback port. */
public final class RecordedServer implements AutoCloseable {
  private record Row(String method, String path, Function<RecordedRequest, RecordedReply> reply) {}

  private final List<Row> rows = new CopyOnWriteArrayList<>();
  private final List<RecordedRequest> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  private RecordedServer() {
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static RecordedServer start() {
    return new RecordedServer();
  }

  public URI uri() {
    return URI.create("http://" + address());
  }

  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers requests with this method and path so; the newest that fits counts. */
  public void on(String method, String path, Function<RecordedRequest, RecordedReply> reply) {
    rows.addFirst(new Row(method, path, reply));
  }

  public void on(String method, String path, RecordedReply reply) {
    on(method, path, request -> reply);
  }

  public List<RecordedRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, List<String>> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
      String query = exchange.getRequestURI().getRawQuery();
      RecordedRequest request =
          new RecordedRequest(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              query == null ? "" : query,
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      requests.add(request);
      RecordedReply reply =
          rows.stream()
              .filter(r -> r.method().equals(request.method()) && r.path().equals(request.path()))
              .findFirst()
              .map(row -> row.reply().apply(request))
              .orElseGet(() -> RecordedReply.text(404, "not recorded"));
      reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
