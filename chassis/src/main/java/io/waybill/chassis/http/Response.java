package io.waybill.chassis.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.schemas.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An answer: a status, headers, a body in memory, or one that is written bit by bit. */
public final class Response {
  private static final String CONTENT_TYPE = "Content-Type";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;
  private final Optional<LiveStream.Body> live;

  private Response(
      int status, Map<String, String> headers, byte[] body, Optional<LiveStream.Body> live) {
    this.live = live;
    this.status = status;
    this.headers = Collections.unmodifiableMap(headers);
    this.body = body;
  }

  /** An answer without a body. */
  public static Response empty(int status) {
    return new Response(status, new LinkedHashMap<>(), new byte[0], Optional.empty());
  }

  /** An answer whose body is the value as JSON, in the house's dialect. */
  public static Response json(int status, Object value) {
    try {
      return bytes(status, "application/json", Json.lenient().writeValueAsBytes(value));
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException(
          "An answer cannot be written as JSON: " + value.getClass(), defect);
    }
  }

  /** An answer whose body is plain text. */
  public static Response text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer with this body, which is not copied. */
  public static Response bytes(int status, String contentType, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CONTENT_TYPE, contentType);
    return new Response(status, headers, body, Optional.empty());
  }

  /** An answer whose body is written bit by bit; the server closes without waiting for its end. */
  public static Response live(String contentType, LiveStream.Body body) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CONTENT_TYPE, contentType);
    return new Response(200, headers, new byte[0], Optional.of(body));
  }

  /** An answer that is a problem document. */
  public static Response problem(Problem problem) {
    Response json = json(problem.status(), problem.document());
    return json.withHeader(CONTENT_TYPE, "application/problem+json");
  }

  /** The same with one more header, or another value of it. */
  public Response withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body, live);
  }

  /** The status. */
  public int status() {
    return status;
  }

  /** The headers. */
  public Map<String, String> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  Optional<LiveStream.Body> live() {
    return live;
  }
}
