package io.waybill.api.receivers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.waybill.embedded.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** As much of an API server of Kubernetes as sets an image. */
public final class FakeKubernetes implements AutoCloseable {
  private final HttpsServer server;
  private final Map<String, String> workloads = new ConcurrentHashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile boolean denying;

  private FakeKubernetes(HttpsServer server) {
    this.server = server;
  }

  /** A server that shows this certificate. */
  public static FakeKubernetes start(SelfSigned certificate) throws Exception {
    char[] password = "sesame".toCharArray();
    KeyStore mine = KeyStore.getInstance("PKCS12");
    mine.load(null, null);
    mine.setKeyEntry(
        "it",
        certificate.keys().getPrivate(),
        password,
        new X509Certificate[] {certificate.certificate()});
    KeyManagerFactory shown =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    shown.init(mine, password);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(shown.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    FakeKubernetes kubernetes = new FakeKubernetes(server);
    server.createContext("/", kubernetes::answer);
    server.start();
    return kubernetes;
  }

  /** It has a workload with one container. */
  public void has(String path, String container, String image) {
    workloads.put(
        path,
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"%s\",\"image\":\"%s\"}]}}}}"
            .formatted(container, image));
  }

  /** The account may patch nothing. */
  public void denyPatches() {
    denying = true;
  }

  /** Each request: method, path, authorization; with a body its type and the body. */
  public List<String> asked() {
    return asked;
  }

  /** Where it is. */
  public URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean patch = exchange.getRequestMethod().equals("PATCH");
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String request =
          "%s %s %s"
              .formatted(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI(),
                  exchange.getRequestHeaders().getFirst("Authorization"));
      asked.add(
          patch
              ? request + " " + exchange.getRequestHeaders().getFirst("Content-Type") + " " + body
              : request);
      String workload = workloads.get(exchange.getRequestURI().getPath());
      if (workload == null) {
        reply(exchange, 404, "{\"kind\":\"Status\",\"message\":\"it was not found\"}");
      } else if (patch && denying) {
        reply(exchange, 403, "{\"kind\":\"Status\",\"message\":\"the account cannot patch it\"}");
      } else {
        reply(exchange, 200, workload);
      }
    }
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
