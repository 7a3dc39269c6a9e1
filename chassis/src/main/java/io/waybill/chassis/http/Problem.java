package io.waybill.chassis.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as RFC 9457 describes it ({@code application/problem+json}).
 *
 * @param status the HTTP status
 * @param title what kind of problem it is; the same for each of its kind
 * @param detail what happened this time, and what to do; a sentence
 * @param type {@code urn:waybill:problem:<slug>}
 * @param extensions more members of the document
 */
public record Problem(
    int status, String title, String detail, String type, Map<String, Object> extensions) {
  private static final String TYPES = "urn:waybill:problem:";

  /** Keeps the order of the extensions. */
  public Problem {
    extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
  }

  /** A problem of the kind that the slug names, such as {@code rule-not-found}. */
  public static Problem of(int status, String slug, String title, String detail) {
    return new Problem(status, title, detail, TYPES + slug, Map.of());
  }

  /** The same with one more member. */
  public Problem with(String name, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(extensions);
    more.put(name, value);
    return new Problem(status, title, detail, type, more);
  }

  /** 400: the request cannot be understood. */
  public static Problem badRequest(String detail) {
    return of(400, "bad-request", "The request cannot be understood", detail);
  }

  /** 401: nobody showed who is asking. */
  public static Problem unauthorized(String detail) {
    return of(401, "unauthorized", "Credentials are needed", detail);
  }

  /** 403: this one may not. */
  public static Problem forbidden(String detail) {
    return of(403, "forbidden", "Not allowed", detail);
  }

  /** 404: there is no such thing. */
  public static Problem notFound(String detail) {
    return of(404, "not-found", "Not found", detail);
  }

  /** 409: it contradicts what is there. */
  public static Problem conflict(String detail) {
    return of(409, "conflict", "In conflict with what is there", detail);
  }

  /** 413: too large. */
  public static Problem tooLarge(String detail) {
    return of(413, "too-large", "The body is too large", detail);
  }

  /** 415: not of a type that is taken here. */
  public static Problem unsupportedType(String detail) {
    return of(415, "unsupported-media-type", "The body is of another type", detail);
  }

  /** 422: understood, and refused. */
  public static Problem unprocessable(String detail) {
    return of(422, "unprocessable", "The content is not acceptable", detail);
  }

  /** 429: too often. */
  public static Problem tooMany(String detail) {
    return of(429, "too-many-requests", "Too many requests", detail);
  }

  /** 431: too many headers, or too much in them. */
  public static Problem headTooLarge(String detail) {
    return of(431, "headers-too-large", "The request's headers are too large", detail);
  }

  /** 503: not now. */
  public static Problem unavailable(String detail) {
    return of(503, "unavailable", "Not available at the moment", detail);
  }

  /** The document. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", type);
    document.put("title", title);
    document.put("status", status);
    document.put("detail", detail);
    document.putAll(extensions);
    return document;
  }
}
