package io.waybill.cli.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An API that gives the answers it was told to give, and remembers what it was asked. */
final class FakeApi implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private final Map<String, List<String>> keys = new ConcurrentHashMap<>();

  private record Answer(int status, String body) {}

  FakeApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Answers so; the last answer that was given for a request is repeated. */
  FakeApi on(String request, int status, String body) {
    answers.computeIfAbsent(request, any -> new ArrayDeque<>()).add(new Answer(status, body));
    return this;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Each request: method, path with query, authorization, body. */
  List<String> asked() {
    return asked;
  }

  /** The keys with which something was to be done once: of each method, in the order asked. */
  List<String> keys(String method) {
    return keys.getOrDefault(method, List.of());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
      String token = exchange.getRequestHeaders().getFirst("Authorization");
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      asked.add((request + " " + (token == null ? "" : token) + " " + body).strip());
      String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      if (key != null) {
        keys.computeIfAbsent(exchange.getRequestMethod(), any -> new CopyOnWriteArrayList<>())
            .add(key);
      }
      Answer answer = next(request);
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      if (bytes.length > 0) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }

  private synchronized Answer next(String request) {
    // What follows the question mark may be a time of now.
    String anyQuery = request.replaceFirst("\\?.*", "?*");
    Deque<Answer> prepared =
        answers.getOrDefault(request, answers.getOrDefault(anyQuery, new ArrayDeque<>()));
    Answer answer = prepared.size() > 1 ? prepared.poll() : prepared.peek();
    return answer == null
        ? new Answer(404, "{\"title\":\"Not found\",\"detail\":\"There is no " + request + ".\"}")
        : answer;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
