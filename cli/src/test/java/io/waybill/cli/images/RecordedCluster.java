package io.waybill.cli.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.waybill.embedded.SelfSigned;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;

/**
 * An API server of Kubernetes with two namespaces, shop and billing, from what is recorded in the
 * resources {@code cluster/NAMESPACE/KIND.json}. It speaks TLS, and lets in who shows its token or
 * a certificate that it knows.
 */
final class RecordedCluster implements AutoCloseable {
  static final String TOKEN = "s3cr3t-token";
  private static final JsonMapper JSON = new JsonMapper();
  private static final char[] PASSWORD = "sesame".toCharArray();
  private static final List<String> NAMESPACES = List.of("billing", "shop");

  private final HttpsServer server;
  private final SelfSigned certificate;
  private final List<X509Certificate> clients;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Map<String, String> forbidden = new ConcurrentHashMap<>();
  private final Map<String, String> forgotten = new ConcurrentHashMap<>();
  private volatile int page = Integer.MAX_VALUE;

  private RecordedCluster(HttpsServer server, SelfSigned certificate, SelfSigned... clients) {
    this.server = server;
    this.certificate = certificate;
    this.clients = Arrays.stream(clients).map(SelfSigned::certificate).toList();
  }

  /** A server that lets these in by their certificates. */
  static RecordedCluster start(SelfSigned... clients) throws Exception {
    SelfSigned certificate = SelfSigned.of("kubernetes");
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls(certificate, clients)) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ours = getSSLContext().getDefaultSSLParameters();
            ours.setWantClientAuth(true);
            parameters.setSSLParameters(ours);
          }
        });
    RecordedCluster cluster = new RecordedCluster(server, certificate, clients);
    server.createContext("/", cluster::answer);
    server.start();
    return cluster;
  }

  private static SSLContext tls(SelfSigned certificate, SelfSigned... clients) throws Exception {
    KeyStore mine = KeyStore.getInstance("PKCS12");
    mine.load(null, null);
    Certificate[] chain = {certificate.certificate()};
    mine.setKeyEntry("it", certificate.keys().getPrivate(), PASSWORD, chain);
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shown.init(mine, PASSWORD);
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    known.setCertificateEntry("it", certificate.certificate());
    for (SelfSigned client : clients) {
      known.setCertificateEntry("client" + known.size(), client.certificate());
    }
    TrustManagerFactory believed =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    believed.init(known);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(shown.getKeyManagers(), believed.getTrustManagers(), null);
    return tls;
  }

  /** Where it is. */
  URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What signs for it, as PEM. */
  String authority() {
    return certificate.certificatePem();
  }

  /** Lists this many at most on a page. */
  void pages(int size) {
    page = size;
  }

  /** Nobody may list what is below this path. */
  void forbid(String path) {
    forbidden.put(path, path);
  }

  /** It has forgotten, once, how the list was, and says how to go on; or does not (empty). */
  void forget(String path, String next) {
    forgotten.put(path, next);
  }

  /** Each request: path and query. */
  List<String> asked() {
    return asked;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(exchange.getRequestURI().toString());
      String path = exchange.getRequestURI().getPath();
      if (!isKnown((HttpsExchange) exchange)) {
        send(exchange, 401, status(401, "Unauthorized", ""));
      } else if (forbidden.keySet().stream().anyMatch(path::startsWith)) {
        send(exchange, 403, status(403, "User \"ci\" cannot list it at the cluster scope", ""));
      } else {
        list(exchange, path);
      }
    }
  }

  private boolean isKnown(HttpsExchange exchange) {
    if (("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return true;
    }
    try {
      return clients.contains((X509Certificate) exchange.getSSLSession().getPeerCertificates()[0]);
    } catch (SSLPeerUnverifiedException nothingShown) {
      return false;
    }
  }

  private void list(HttpExchange exchange, String path) throws IOException {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    String next = query.getOrDefault("continue", "");
    if (!next.isEmpty() && forgotten.containsKey(path)) {
      send(exchange, 410, status(410, "The provided continue is too old", forgotten.remove(path)));
      return;
    }
    List<String> parts = List.of(path.substring(1).split("/"));
    int named = parts.indexOf("namespaces");
    if (named >= 0 && parts.size() == named + 2) {
      boolean there = NAMESPACES.contains(parts.getLast());
      send(exchange, there ? 200 : 404, status(there ? 200 : 404, "namespaces", ""));
      return;
    }
    List<String> namespaces = named < 0 ? NAMESPACES : List.of(parts.get(named + 1));
    ObjectNode list = all(namespaces, parts.getLast());
    ArrayNode items = (ArrayNode) list.path("items");
    int from = next.isEmpty() ? 0 : Integer.parseInt(next.replaceAll("[^0-9]", ""));
    int until =
        query.containsKey("limit")
            ? (int) Math.min(items.size(), from + (long) page)
            : items.size();
    ArrayNode some = JSON.createArrayNode();
    for (int index = from; index < until; index++) {
      some.add(items.get(index));
    }
    list.set("items", some);
    if (until < items.size()) {
      ((ObjectNode) list.path("metadata")).put("continue", "+/=" + until + "&");
    }
    send(exchange, 200, list);
  }

  private static ObjectNode all(List<String> namespaces, String kind) throws IOException {
    ObjectNode all = JSON.createObjectNode().put("kind", "List").put("apiVersion", "v1");
    all.putObject("metadata").put("resourceVersion", "48990");
    ArrayNode items = all.putArray("items");
    for (String namespace : namespaces) {
      String recorded = "/cluster/%s/%s.json".formatted(namespace, kind);
      try (InputStream in = RecordedCluster.class.getResourceAsStream(recorded)) {
        if (in != null) {
          JSON.readTree(in).path("items").forEach(items::add);
        }
      }
    }
    return all;
  }

  private static JsonNode status(int code, String message, String next) {
    ObjectNode status = JSON.createObjectNode().put("kind", "Status").put("apiVersion", "v1");
    ObjectNode metadata = status.putObject("metadata");
    if (!next.isEmpty()) {
      metadata.put("continue", next);
    }
    return status.put("status", "Failure").put("message", message).put("code", code);
  }

  private static Map<String, String> query(String raw) {
    return Stream.of(Optional.ofNullable(raw).orElse("").split("&"))
        .filter(part -> part.contains("="))
        .collect(
            Collectors.toMap(
                part -> part.substring(0, part.indexOf('=')),
                part ->
                    URLDecoder.decode(
                        part.substring(part.indexOf('=') + 1), StandardCharsets.UTF_8)));
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /**
   * Writes a kubeconfig with the context prod.
   *
   * @param user what the user prod has, as lines of YAML
   */
  Path kubeconfig(Path directory, String... user) throws IOException {
    Files.writeString(directory.resolve("ca.crt"), authority());
    return Files.writeString(
        directory.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: prod
        contexts:
        - name: prod
          context: {cluster: prod, user: prod, namespace: shop}
        clusters:
        - name: prod
          cluster:
            server: %s
            certificate-authority: ca.crt
        users:
        - name: prod
          user:
            %s
        """
            .formatted(uri(), String.join("\n    ", user)));
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
