package io.waybill.registry.scripted;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the registry answers, and where it breaks off. */
public final class Reply {
  /** The whole answer is sent. */
  private static final int WHOLE = -1;

  private final int status;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final byte[] body;
  private int cutAfter = WHOLE;
  private boolean silent;

  private Reply(int status, byte[] body) {
    this.status = status;
    this.body = body;
  }

  public static Reply of(int status) {
    return new Reply(status, new byte[0]);
  }

  public static Reply of(int status, byte[] body) {
    return new Reply(status, body);
  }

  /** An answer in the form of the specification's {@code errors[]}. */
  public static Reply error(int status, String code) {
    String json =
        "{\"errors\":[{\"code\":\"%s\",\"message\":\"%s of the script\",\"detail\":null}]}"
            .formatted(code, code.toLowerCase(Locale.ROOT).replace('_', ' '));
    return of(status, json.getBytes(StandardCharsets.UTF_8))
        .with("Content-Type", "application/json");
  }

  /** Hangs up without an answer. */
  public static Reply hangUp() {
    Reply reply = of(0);
    reply.silent = true;
    return reply;
  }

  public Reply with(String header, String value) {
    headers.put(header, value);
    return this;
  }

  public Reply without(String header) {
    headers.remove(header);
    return this;
  }

  /** The same head with other bytes. */
  public Reply withBody(byte[] bytes) {
    Reply reply = new Reply(status, bytes);
    reply.headers.putAll(headers);
    return reply;
  }

  /** The connection breaks after so many bytes of the body. */
  public Reply cutAfter(int bytes) {
    cutAfter = bytes;
    return this;
  }

  int status() {
    return status;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public byte[] body() {
    return body;
  }

  boolean isSilent() {
    return silent;
  }

  boolean isCut() {
    return cutAfter != WHOLE;
  }

  int sent() {
    return isCut() ? Math.min(cutAfter, body.length) : body.length;
  }
}
