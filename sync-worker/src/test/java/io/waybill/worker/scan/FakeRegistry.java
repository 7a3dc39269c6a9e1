package io.waybill.worker.scan;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A registry on a free loopback port that has names and digests, and no content: enough to be
 * looked over, also with more tags than a real one is filled with in a test.
 */
public final class FakeRegistry implements AutoCloseable {
  private static final Pattern TAGS = Pattern.compile("/v2/(.+)/tags/list");
  private static final Pattern MANIFEST = Pattern.compile("/v2/(.+)/manifests/(.+)");
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  private final NavigableMap<String, NavigableMap<String, Digest>> repositories =
      new ConcurrentSkipListMap<>();
  private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
  private final List<String> lists = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile Function<String, Optional<Integer>> trouble = request -> Optional.empty();
  private volatile boolean paged = true;

  private FakeRegistry(int port) {
    try {
      server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static FakeRegistry start() {
    return new FakeRegistry(0);
  }

  public String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  public URI uri() {
    return URI.create("http://" + address());
  }

  Registry name() {
    return Registry.of(address());
  }

  /** Gives all names of a list at once, as docker distribution 2.8 does. */
  public FakeRegistry withoutPages() {
    paged = false;
    return this;
  }

  /** Answers a status instead, for requests such as {@code HEAD /v2/a/manifests/v1}. */
  void troubleWith(Function<String, Optional<Integer>> decision) {
    trouble = decision;
  }

  /** Puts a tag on content that has this text. */
  public void put(String repository, String tag, String content) {
    repositories
        .computeIfAbsent(repository, path -> new ConcurrentSkipListMap<>())
        .put(tag, Digest.sha256(content.getBytes(StandardCharsets.UTF_8)));
  }

  /** How many requests with this method came. */
  public int count(String method) {
    return counts.getOrDefault(method, new AtomicInteger()).get();
  }

  /** The lists that were asked for. */
  List<String> lists() {
    return List.copyOf(lists);
  }

  void forgetRequests() {
    counts.clear();
    lists.clear();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      URI uri = exchange.getRequestURI();
      counts.computeIfAbsent(method, ignored -> new AtomicInteger()).incrementAndGet();
      Optional<Integer> wrong = trouble.apply(method + " " + uri);
      if (wrong.isPresent()) {
        exchange.sendResponseHeaders(wrong.get(), -1);
        return;
      }
      Matcher tags = TAGS.matcher(uri.getPath());
      Matcher manifest = MANIFEST.matcher(uri.getPath());
      if (uri.getPath().equals("/v2/_catalog")) {
        lists.add(uri.toString());
        list(exchange, "repositories", repositories.keySet());
      } else if (tags.matches()) {
        lists.add(uri.toString());
        NavigableMap<String, Digest> found = repositories.get(tags.group(1));
        if (found == null) {
          answer(exchange, 404, "{\"errors\":[{\"code\":\"NAME_UNKNOWN\"}]}");
        } else {
          list(exchange, "tags", found.keySet());
        }
      } else if (manifest.matches()) {
        manifest(exchange, manifest.group(1), manifest.group(2));
      } else {
        exchange.sendResponseHeaders(200, -1);
      }
    }
  }

  private void list(HttpExchange exchange, String field, Collection<String> all)
      throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    Map<String, String> asked =
        Stream.of(query.split("&"))
            .map(pair -> pair.split("=", 2))
            .filter(pair -> pair.length == 2)
            .collect(
                Collectors.toMap(
                    pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    String last = asked.getOrDefault("last", "");
    String size = asked.getOrDefault("n", "");
    List<String> names =
        all.stream()
            .filter(name -> !paged || name.compareTo(last) > 0)
            .limit(
                paged && NUMBER.matcher(size).matches() ? Integer.parseInt(size) : Long.MAX_VALUE)
            .toList();
    if (paged && !names.isEmpty() && !names.getLast().equals(last(all))) {
      exchange
          .getResponseHeaders()
          .set(
              "Link",
              "<%s?n=%s&last=%s>; rel=\"next\""
                  .formatted(exchange.getRequestURI().getPath(), size, names.getLast()));
    }
    answer(
        exchange,
        200,
        names.stream()
            .map(name -> "\"" + name + "\"")
            .collect(Collectors.joining(",", "{\"" + field + "\":[", "]}")));
  }

  private static String last(Collection<String> names) {
    return names.stream().reduce("", (before, name) -> name);
  }

  private void manifest(HttpExchange exchange, String repository, String tag) throws IOException {
    Digest digest = repositories.getOrDefault(repository, new ConcurrentSkipListMap<>()).get(tag);
    if (digest == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    exchange.getResponseHeaders().set("Docker-Content-Digest", digest.toString());
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
    exchange.sendResponseHeaders(200, -1);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
