package io.waybill.registry.scripted;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What the registry answers, and where it breaks off. */
public final class Reply {
  /** The whole answer is sent. */
  private static final int WHOLE = -1;

  private final int status;
  private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final byte[] body;
  private final AtomicLong handedOut = new AtomicLong();
  private long blanks;
  private int cutAfter = WHOLE;
  private boolean silent;
  private @Nullable CountDownLatch silence;

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

  /** The same with another status. */
  public Reply as(int other) {
    Reply reply = new Reply(other, body);
    reply.headers.putAll(headers);
    return reply;
  }

  /** The same head with other bytes. */
  public Reply withBody(byte[] bytes) {
    Reply reply = new Reply(status, bytes);
    reply.headers.putAll(headers);
    return reply;
  }

  /** The same with so many blanks behind it, which nobody keeps in memory. */
  public Reply padded(long count) {
    blanks = count;
    return this;
  }

  /** The same with blanks behind it for as long as anybody takes them. */
  public Reply endless() {
    return padded(Long.MAX_VALUE);
  }

  /** How many blanks were taken. */
  public long handedOut() {
    return handedOut.get();
  }

  /** The connection breaks after so many bytes of the body. */
  public Reply cutAfter(int bytes) {
    cutAfter = bytes;
    return this;
  }

  /**
   * After so many bytes of the body nothing more comes, and the connection stays open till then.
   */
  public Reply silentAfter(int bytes, CountDownLatch until) {
    cutAfter = bytes;
    silence = until;
    return this;
  }

  /** Waits where the script says so. */
  void stay() {
    CountDownLatch until = silence;
    if (until == null) {
      return;
    }
    try {
      until.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
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

  boolean isPadded() {
    return blanks > 0;
  }

  /** The length to announce; 0 = none is, and the end is where the body ends. */
  long announced() {
    return blanks == Long.MAX_VALUE ? 0 : body.length + blanks;
  }

  /** Writes body and blanks until the other side hangs up. */
  void writePadded(OutputStream out) throws IOException {
    out.write(body);
    byte[] some = new byte[64 * 1024];
    Arrays.fill(some, (byte) ' ');
    for (long left = blanks; left > 0; ) {
      int count = (int) Math.min(left, some.length);
      out.write(some, 0, count);
      handedOut.addAndGet(count);
      left -= count;
    }
  }

  boolean isCut() {
    return cutAfter != WHOLE;
  }

  int sent() {
    return isCut() ? Math.min(cutAfter, body.length) : body.length;
  }
}
