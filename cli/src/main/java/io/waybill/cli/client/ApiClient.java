package io.waybill.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.waybill.cli.CommandFailure;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Speaks to Waybill's API. What the API refuses becomes a {@link CommandFailure} in its words. */
public final class ApiClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final int TOO_LARGE = 413;
  private static final int UNPROCESSABLE = 422;
  private static final String ROOT = "/api/v1/";

  private final URI base;
  private final Optional<String> token;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /**
   * A client.
   *
   * @param base scheme, host and port
   * @param token the bearer token, where the API asks for one
   */
  public ApiClient(URI base, Optional<String> token) {
    this.base = base;
    this.token = token;
  }

  /** Reads a resource: {@code rules}, {@code records/ID}. */
  public JsonNode get(String path, Map<String, String> query) throws InterruptedException {
    return send("GET", path + parameters(query), Optional.empty()).require();
  }

  /** Reads a resource. */
  public JsonNode get(String path) throws InterruptedException {
    return get(path, Map.of());
  }

  /** Reads a resource; empty where there is none. */
  public Optional<JsonNode> find(String path) throws InterruptedException {
    Answer answer = send("GET", path, Optional.empty());
    return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(answer.require());
  }

  /**
   * Listens to a stream of server-sent events; the caller closes it.
   *
   * @param last after which event to go on
   * @throws CommandFailure when the API refuses, or cannot be reached (exit code 3)
   */
  InputStream listen(String path, Map<String, String> query, Optional<String> last)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(ROOT + path + parameters(query)))
            .timeout(ANSWER)
            .header("Accept", "text/event-stream, application/problem+json");
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    last.ifPresent(id -> request.header("Last-Event-ID", id));
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      if (response.statusCode() == OK) {
        return response.body();
      }
      try (InputStream body = response.body()) {
        String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        Answer answer = new Answer("GET " + path, response.statusCode(), parse(text));
        var _ = answer.require();
        throw CommandFailure.failed(
            "The API answered %d to %s.".formatted(answer.status(), answer.what()));
      }
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private static String parameters(Map<String, String> query) {
    String parameters =
        query.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    return parameters.isEmpty() ? "" : "?" + parameters;
  }

  /** Makes something: once, also where what is in between sends the request twice. */
  public JsonNode post(String path, JsonNode body) throws InterruptedException {
    return send("POST", path, Optional.of(body)).require();
  }

  /** Replaces something. */
  public JsonNode put(String path, JsonNode body) throws InterruptedException {
    return send("PUT", path, Optional.of(body)).require();
  }

  /** Removes something. */
  public void delete(String path) throws InterruptedException {
    send("DELETE", path, Optional.empty()).require();
  }

  /** A text as one component of a path. */
  public static String component(String text) {
    return encode(text).replace("+", "%20");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  private Answer send(String method, String path, Optional<JsonNode> body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(ROOT + path))
            .timeout(ANSWER)
            .header("Accept", "application/json, application/problem+json")
            .method(
                method,
                body.map(json -> BodyPublishers.ofString(json.toString()))
                    .orElseGet(BodyPublishers::noBody));
    body.ifPresent(json -> request.header("Content-Type", "application/json"));
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    if (method.equals("POST")) {
      request.header("Idempotency-Key", UUID.randomUUID().toString());
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(
          method + " " + response.uri().getPath(), response.statusCode(), parse(response.body()));
    } catch (IOException e) {
      throw unreachable(e);
    }
  }

  private CommandFailure unreachable(IOException e) {
    String why = e instanceof ConnectException ? "nothing answers there" : String.valueOf(e);
    return CommandFailure.unavailable(
        "Tried to reach Waybill's API at %s, but %s. Start it (waybill up, or waybill api), or name its address with --api."
            .formatted(base, why),
        e);
  }

  /** What the API said. */
  private record Answer(String what, int status, JsonNode body) {

    /** The body of a success. */
    JsonNode require() {
      if (status / 100 == 2) {
        return body;
      }
      String detail = body.path("detail").asText(body.path("title").asText(""));
      if (detail.isEmpty()) {
        throw CommandFailure.failed("The API answered %d to %s.".formatted(status, what));
      }
      throw switch (status) {
        case UNAUTHORIZED ->
            CommandFailure.failed(
                detail + " Set WAYBILL_TOKEN, or api.tokens, of which the first is taken.");
        case BAD_REQUEST, TOO_LARGE, UNPROCESSABLE -> mistakes(detail);
        case UNAVAILABLE -> CommandFailure.unavailable(detail, new IOException("it answered 503"));
        default -> CommandFailure.failed(detail, rules());
      };
    }

    /** Several mistakes have a line each; the detail has them all in one. */
    private CommandFailure mistakes(String detail) {
      List<String> mistakes = new ArrayList<>();
      body.path("problems").forEach(problem -> mistakes.add(problem.path("detail").asText() + "."));
      return mistakes.size() > 1
          ? CommandFailure.usage(
              "The API refused it, because of %d mistakes:".formatted(mistakes.size()), mistakes)
          : CommandFailure.usage(detail);
    }

    /** What rules are to an image that none of them takes. */
    private List<String> rules() {
      List<String> rules = new ArrayList<>();
      body.path("rules").forEach(rule -> rules.add(RuleFits.sentence(rule)));
      return rules;
    }
  }

  private static JsonNode parse(String body) {
    try {
      return body.isBlank() ? MissingNode.getInstance() : Json.lenient().readTree(body);
    } catch (JsonProcessingException notJson) {
      return MissingNode.getInstance();
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
