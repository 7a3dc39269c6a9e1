package io.waybill.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/**
 * The few requests that the tests make, as a person with curl would: who is told by the API that it
 * cannot answer now asks again, with the same key.
 */
public final class Http {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(30))
          .build();
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int UNAVAILABLE = 503;

  private Http() {}

  /** An answer: the status and the document, which is missing where the body is no JSON. */
  public record Answer(int status, JsonNode body, HttpResponse<String> response) {}

  public static Answer get(URI uri) {
    return send(HttpRequest.newBuilder(uri).GET());
  }

  public static Answer post(URI uri, String json, String... headers) {
    return send("POST", uri, BodyPublishers.ofString(json), headers);
  }

  static Answer put(URI uri, String json) {
    return send("PUT", uri, BodyPublishers.ofString(json));
  }

  static Answer delete(URI uri) {
    return send("DELETE", uri, BodyPublishers.noBody());
  }

  static boolean isReady(int port) {
    try {
      return get(URI.create("http://127.0.0.1:" + port + "/health/ready")).status() == 200;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private static Answer send(String method, URI uri, BodyPublisher body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, body).header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (method.equals("POST") && isApi(uri)) {
      request.header("Idempotency-Key", UUID.randomUUID().toString());
    }
    return send(request);
  }

  private static boolean isApi(URI uri) {
    return uri.getPath().startsWith("/api/");
  }

  private static Answer send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(PATIENCE).build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
      while (response.statusCode() == UNAVAILABLE
          && isApi(request.uri())
          && System.nanoTime() < deadline) {
        Thread.sleep(PAUSE);
        response = CLIENT.send(request, BodyHandlers.ofString());
      }
      return new Answer(response.statusCode(), parse(response.body()), response);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException notJson) {
      return JSON.missingNode();
    }
  }
}
