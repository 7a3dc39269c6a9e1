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

/** The few requests that the tests make, as a person with curl would. */
public final class Http {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

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
    return send(request);
  }

  private static Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          CLIENT.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
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
