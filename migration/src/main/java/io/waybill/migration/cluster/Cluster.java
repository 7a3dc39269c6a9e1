package io.waybill.migration.cluster;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.waybill.migration.cluster.ClusterException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The API server of one cluster, as one context of a kubeconfig speaks to it. */
public final class Cluster implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int UNAUTHORIZED = 401;

  /** What a server says is shown to people, who do not read books of it. */
  private static final int WORDS = 400;

  private final String context;
  private final String server;
  private final HttpClient client;

  private Cluster(String context, String server, HttpClient client) {
    this.context = context;
    this.server = server;
    this.client = client;
  }

  /**
   * Makes ready what speaks to it; nothing is asked yet.
   *
   * @throws ClusterException where a certificate or key cannot be read
   */
  static Cluster open(String context, Config config) throws ClusterException {
    try {
      String server = config.getMasterUrl();
      return new Cluster(
          context,
          server.endsWith("/") ? server : server + "/",
          new JdkHttpClientFactory().newBuilder(config).build());
    } catch (RuntimeException unusable) {
      // Its words may repeat what it could not read, which may be a key.
      throw new ClusterException(
          Fault.KUBECONFIG,
          ("A certificate or key of the context \"%s\" cannot be read: the kubeconfig has to have"
                  + " them as PEM, in base64 where the key's name ends with -data. Does kubectl"
                  + " --context %s get pods work?")
              .formatted(context, context));
    }
  }

  /** The context that led here. */
  public String context() {
    return context;
  }

  /**
   * Asks for what is at the path below the server's address. What is busy (429, 5xx) is asked
   * again, a few times.
   *
   * @throws ClusterException where nobody is let in, or nothing answers
   */
  Answer get(String path) throws ClusterException, InterruptedException {
    CompletableFuture<HttpResponse<InputStream>> sent =
        client.sendAsync(
            client
                .newHttpRequestBuilder()
                .uri(server + path)
                .header("Accept", "application/json")
                .build(),
            InputStream.class);
    try {
      HttpResponse<InputStream> response = sent.get();
      try (InputStream body = response.body()) {
        return answer(response.code(), body);
      }
    } catch (ExecutionException failed) {
      throw unreachable(failed);
    } catch (IOException broken) {
      throw unreachable(broken);
    }
  }

  private Answer answer(int status, InputStream body) throws ClusterException, IOException {
    if (status == UNAUTHORIZED) {
      throw new ClusterException(
          Fault.REFUSED,
          ("%s lets nobody in with what the context \"%s\" shows (401): a token or certificate that"
                  + " has expired or is of another cluster. Log in again, as with kubectl, or name"
                  + " another context with --context.")
              .formatted(server, context));
    }
    if (status != 200) {
      return refusal(status, body.readAllBytes());
    }
    try {
      ListPage page = JSON.readValue(body, ListPage.class);
      return new Answer(status, Optional.of(page), page.next(), "");
    } catch (JacksonException foreign) {
      throw new ClusterException(
          Fault.UNREACHABLE,
          "What %s answers is no list of the Kubernetes API: is it the address of a cluster?"
              .formatted(server),
          foreign);
    }
  }

  private static Answer refusal(int status, byte[] body) {
    try {
      Status read = JSON.readValue(body, Status.class);
      ListPage.Metadata metadata = read == null ? null : read.metadata();
      String next = metadata == null || metadata.next() == null ? "" : metadata.next();
      String message = read == null || read.message() == null ? "" : read.message().strip();
      return new Answer(status, Optional.empty(), next, words(status, message));
    } catch (IOException foreign) {
      return new Answer(status, Optional.empty(), "", words(status, ""));
    }
  }

  private static String words(int status, String message) {
    String some = message.length() > WORDS ? message.substring(0, WORDS) + " ..." : message;
    return some.isEmpty() ? "it answers " + status : some + " (" + status + ")";
  }

  private ClusterException unreachable(Exception failed) {
    Throwable cause = failed;
    while (cause.getCause() != null && !isTelling(cause)) {
      cause = cause.getCause();
    }
    String why =
        switch (cause) {
          case SSLException tls ->
              "TLS with it fails (%s). Look at certificate-authority and tls-server-name of the cluster in the kubeconfig"
                  .formatted(innermost(tls));
          case UnknownHostException unknown -> "there is no such host. Look at its name";
          case UnresolvedAddressException unknown -> "there is no such host. Look at its name";
          case ConnectException refused ->
              "nothing answers there. Is it the right context, and does a proxy or VPN lead there";
          case HttpTimeoutException late ->
              "it takes too long. Is it the right context, and does a proxy or VPN lead there";
          default -> "%s. Does kubectl reach it".formatted(innermost(cause));
        };
    return new ClusterException(
        Fault.UNREACHABLE,
        "%s of the context \"%s\" cannot be asked: %s%s"
            .formatted(server, context, why, why.contains(". Look") ? "." : "?"),
        failed);
  }

  private static boolean isTelling(Throwable thrown) {
    return thrown instanceof SSLException
        || thrown instanceof UnknownHostException
        || thrown instanceof UnresolvedAddressException
        || thrown instanceof ConnectException
        || thrown instanceof HttpTimeoutException;
  }

  private static String innermost(Throwable thrown) {
    Throwable last = thrown;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    String message = last.getMessage();
    return message == null ? last.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    client.close();
  }

  /**
   * What came back.
   *
   * @param status of HTTP
   * @param page the list, where it was one; of a single object, an empty one
   * @param next how to go on, perhaps
   * @param words what the server says, where it is no list
   */
  record Answer(int status, Optional<ListPage> page, String next, String words) {}

  /** How the API says no. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Status(ListPage.@Nullable Metadata metadata, @Nullable String message) {}
}
