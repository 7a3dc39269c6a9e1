package io.waybill.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Speaks to an API, and holds each answer against openapi.yaml. */
final class ApiClient {
  private final HttpClient http = HttpClient.newHttpClient();
  private final OpenApiDocument document = OpenApiDocument.load();
  private final URI base;

  ApiClient(URI uri) {
    this.base = uri;
  }

  /** An answer. */
  record Answer(HttpResponse<String> response) {
    int status() {
      return response.statusCode();
    }

    JsonNode json() {
      try {
        return Json.lenient().readTree(response.body());
      } catch (IOException notJson) {
        throw new AssertionError("Not JSON: " + response.body(), notJson);
      }
    }

    String text(String field) {
      return json().path(field).asText();
    }

    Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }
  }

  /** The documented answers that it has received. */
  Set<String> seen() {
    return document.seen();
  }

  Answer get(String path, String... headers) throws Exception {
    return send("GET", path, null, headers);
  }

  Answer post(String path, String body, String... headers) throws Exception {
    return send("POST", path, body, headers);
  }

  Answer put(String path, String body, String... headers) throws Exception {
    return send("PUT", path, body, headers);
  }

  Answer delete(String path, String... headers) throws Exception {
    return send("DELETE", path, null, headers);
  }

  Answer send(
      String method, String path, @org.jspecify.annotations.Nullable String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
    if (body != null && !List.of(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    request.method(
        method,
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    HttpResponse<String> response = http.send(request.build(), FirstBytes.orWhole());
    if (path.startsWith("/api/v1/")) {
      document.check(method, path, response);
    }
    return new Answer(response);
  }
}
