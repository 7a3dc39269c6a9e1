package io.waybill.api.receivers;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Somebody who is told things, and answers as it was told to. */
public final class TestReceiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Map<String, Integer> statuses = new ConcurrentHashMap<>();
  private volatile int status = 204;

  /**
   * A request.
   *
   * @param path where it went
   * @param headers by their names, the first value of each
   * @param body as it came
   */
  public record Received(String path, Map<String, String> headers, String body) {
    /** A header. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
    }

    /** The body. */
    public JsonNode json() {
      try {
        return Json.lenient().readTree(body);
      } catch (IOException noJson) {
        throw new AssertionError("Not JSON: " + body, noJson);
      }
    }

    /** The target that it tells of. */
    public String target() {
      return json().path("data").path("target").asText();
    }
  }

  private TestReceiver(HttpServer server) {
    this.server = server;
  }

  /** A receiver that takes everything. */
  public static TestReceiver start() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    TestReceiver receiver = new TestReceiver(server);
    server.createContext("/", receiver::answer);
    server.setExecutor(receiver.threads);
    server.start();
    return receiver;
  }

  /** Answers so from now on. */
  public void answer(int code) {
    status = code;
  }

  /** Answers so to what tells of this target. */
  public void answer(String target, int code) {
    statuses.put(target, code);
  }

  /** What it got, in the order in which it came. */
  public List<Received> received() {
    return received;
  }

  /** What it got of this target. */
  public List<Received> received(String target) {
    return received.stream().filter(each -> each.target().equals(target)).toList();
  }

  /** Its address. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new ConcurrentHashMap<>();
      exchange
          .getRequestHeaders()
          .forEach(
              (name, values) ->
                  headers.put(name.toLowerCase(java.util.Locale.ROOT), values.getFirst()));
      String body =
          new String(
              exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      Received request = new Received(exchange.getRequestURI().toString(), headers, body);
      received.add(request);
      int code = statuses.getOrDefault(request.target(), status);
      if (code / 100 == 3) {
        exchange.getResponseHeaders().set("Location", "/elsewhere");
      }
      exchange.sendResponseHeaders(code, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
