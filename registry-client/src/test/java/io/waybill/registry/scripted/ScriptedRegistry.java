package io.waybill.registry.scripted;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** A registry on a free loopback port that keeps everything in memory and follows a script. */
public final class ScriptedRegistry implements AutoCloseable {
  /** What the registry can do that not all can. */
  public enum Ability {
    REFERRERS_API,
    SINGLE_POST,
    /** Takes an index although it does not have all the manifests that it names. */
    SPARSE_INDEXES,
    /** Takes any manifest, whatever of its content is missing. */
    UNCHECKED_MANIFESTS,
    /** Deletes by digest only, as docker distribution 2 does. */
    DELETES_BY_DIGEST
  }

  private record Body(Request request, int length) {}

  private final RegistryStore store = new RegistryStore();
  private final RegistryProtocol protocol;
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Body> bodies = new CopyOnWriteArrayList<>();
  private final List<String> holes = new CopyOnWriteArrayList<>();
  private boolean watched;
  private boolean sparse;
  private final ReentrantLock lock = new ReentrantLock();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  private ScriptedRegistry(List<Ability> abilities) {
    this.protocol = new RegistryProtocol(store, Set.copyOf(abilities));
    try {
      this.server =
          HttpServer.create(
              new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public static ScriptedRegistry start(Ability... abilities) {
    return new ScriptedRegistry(List.of(abilities));
  }

  public String address() {
    return "127.0.0.1:" + port();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public Repository repository(String path) {
    return Repository.of(Registry.of(address()), path);
  }

  /** Adds a fault; where several strike, the first one counts. */
  public Fault script(Fault fault) {
    faults.add(fault);
    return fault;
  }

  /** Adds a fault that counts before all others. */
  public void prepend(Fault fault) {
    faults.addFirst(fault);
  }

  public List<Request> requests() {
    return List.copyOf(requests);
  }

  /** The requests with this method whose path and query match the expression. */
  public long count(String method, String target) {
    return requests.stream()
        .filter(r -> r.method().equals(method) && r.target().matches(".*" + target + ".*"))
        .count();
  }

  /** The bytes that came with requests of this method. */
  public long bytesReceived(String method) {
    return bodies.stream()
        .filter(body -> body.request().method().equals(method))
        .mapToLong(Body::length)
        .sum();
  }

  public void forgetRequests() {
    requests.clear();
    bodies.clear();
  }

  public Optional<Digest> findTag(String path, String tag) {
    return locked(() -> store.resolve(path, tag));
  }

  public void moveTag(String path, Tag tag, Digest digest) {
    locked(() -> store.shelf(path).tags.put(tag.name(), digest));
  }

  /** Takes a tag away; its manifest stays. */
  public void deleteTag(String path, String tag) {
    locked(() -> store.shelf(path).tags.remove(tag));
  }

  public void deleteBlob(String path, Digest digest) {
    locked(() -> store.shelf(path).blobs.remove(digest));
  }

  public void deleteManifest(String path, Digest digest) {
    locked(() -> store.shelf(path).manifests.remove(digest));
  }

  public void putBlob(String path, byte[] bytes) {
    putBlob(path, Digest.sha256(bytes), bytes);
  }

  public void putBlob(String path, Digest digest, byte[] bytes) {
    locked(
        () -> {
          store.putBlob(path, digest, bytes);
          return true;
        });
  }

  public Optional<byte[]> findBlob(String path, Digest digest) {
    return locked(() -> store.findBlob(path, digest));
  }

  public void putManifest(String path, String tag, String mediaType, byte[] bytes) {
    locked(
        () -> {
          Digest digest = Digest.sha256(bytes);
          store
              .shelf(path)
              .manifests
              .put(digest, new RegistryStore.StoredManifest(mediaType, bytes));
          store.shelf(path).tags.put(tag, digest);
          return true;
        });
  }

  public boolean hasManifest(String path, Digest digest) {
    return locked(() -> store.shelf(path).manifests.containsKey(digest));
  }

  public boolean hasBlob(String path, Digest digest) {
    return locked(() -> store.findBlob(path, digest).isPresent());
  }

  /** The bytes of a manifest that is there. */
  public byte[] manifest(String path, Digest digest) {
    return locked(() -> store.shelf(path).manifest(digest).bytes());
  }

  /**
   * Looks, after each request that changes anything and before it is answered, whether all that is
   * reachable is there.
   *
   * @param sparseIndexes whether indexes may name manifests that are not there
   */
  public void watchForHoles(boolean sparseIndexes) {
    locked(
        () -> {
          sparse = sparseIndexes;
          watched = true;
          return true;
        });
  }

  /** What somebody could have seen to be missing; in words. */
  public List<String> holesSeen() {
    return List.copyOf(holes);
  }

  /** Uploads that were neither committed nor cancelled. */
  public int openUploads() {
    return locked(store::openUploads);
  }

  /** Drops all uploads, as a restart of a registry with its sessions in memory does. */
  public void loseUploads() {
    locked(store::closeUploads);
  }

  /** The digests that a tag's manifest names and the repository does not have. */
  public List<Digest> missingUnder(String path, String tag) {
    return locked(
        () ->
            store
                .resolve(path, tag)
                .map(digest -> store.missing(path, store.shelf(path).manifest(digest)))
                .orElse(List.of()));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private <T> T locked(java.util.function.Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private Reply served(Request request, byte[] body) {
    Reply reply = protocol.serve(request, body);
    if (watched && !request.method().equals("GET") && !request.method().equals("HEAD")) {
      store.holes(sparse).forEach(hole -> holes.add(hole + " after " + request));
    }
    return reply;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = request(exchange);
      requests.add(request);
      Optional<Fault> fault = faults.stream().filter(f -> f.strikes(request)).findFirst();
      if (fault.isPresent() && fault.get().cutsBody()) {
        cut(exchange, request, fault.get());
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      bodies.add(new Body(request, body.length));
      Function<Request, Reply> serve = r -> locked(() -> served(r, body));
      Reply reply = fault.isPresent() ? fault.get().apply(request, serve) : serve.apply(request);
      send(exchange, request, reply);
    }
  }

  private void cut(HttpExchange exchange, Request request, Fault fault) throws IOException {
    byte[] part = exchange.getRequestBody().readNBytes(fault.cutAfter());
    bodies.add(new Body(request, part.length));
    if (fault.keeps()) {
      locked(() -> protocol.keep(request, part));
    }
    fault.beforeHangingUp();
  }

  private static void send(HttpExchange exchange, Request request, Reply reply) throws IOException {
    if (reply.isSilent()) {
      return;
    }
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    if (request.method().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(reply.body().length));
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    if (reply.isPadded()) {
      exchange.sendResponseHeaders(reply.status(), reply.announced());
      try (OutputStream out = exchange.getResponseBody()) {
        reply.writePadded(out);
      }
      return;
    }
    exchange.sendResponseHeaders(
        reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
    OutputStream out = exchange.getResponseBody();
    out.write(reply.body(), 0, reply.sent());
    if (!reply.isCut() && reply.body().length > 0) {
      out.close();
    } else {
      out.flush();
      reply.stay();
    }
  }

  private static Request request(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    Map<String, String> query = new HashMap<>();
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String parameter : raw.split("&", -1)) {
        int equals = parameter.indexOf('=');
        if (equals > 0) {
          query.put(
              parameter.substring(0, equals),
              URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    }
    String path = exchange.getRequestURI().getRawPath();
    return new Request(
        exchange.getRequestMethod(), path, query, headers, raw == null ? path : path + "?" + raw);
  }
}
