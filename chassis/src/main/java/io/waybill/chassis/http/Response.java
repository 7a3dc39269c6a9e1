package io.waybill.chassis.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.schemas.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer: a status, headers, a body in memory. */
public final class Response {
  private static final String CONTENT_TYPE = "Content-Type";

  private final int status;
  private final Map<String, String> headers;
  private final byte[] body;

  private Response(int status, Map<String, String> headers, byte[] body) {
    this.status = status;
    this.headers = Collections.unmodifiableMap(headers);
    this.body = body;
  }

  /** An answer without a body. */
  public static Response empty(int status) {
    return new Response(status, new LinkedHashMap<>(), new byte[0]);
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
    return new Response(status, headers, body);
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
    return new Response(status, more, body);
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
}
