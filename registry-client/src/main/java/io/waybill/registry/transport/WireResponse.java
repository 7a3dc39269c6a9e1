package io.waybill.registry.transport;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** One response; owns its connection until it is closed or read to its end. */
public final class WireResponse implements AutoCloseable {
  /** What is read off on close so that the connection can be used again. */
  private static final int DRAINED_ON_CLOSE = 64 * 1024;

  private final int status;
  private final Map<String, List<String>> headers;

  /** The length of the body as it was announced; -1 where it was not; empty = there is no body. */
  private final Optional<Long> bodyLength;

  private final InputStream body;
  private final Closeable source;
  private final Runnable cutConnection;

  private WireResponse(
      int status,
      Map<String, List<String>> headers,
      Optional<Long> bodyLength,
      InputStream body,
      Closeable source,
      Runnable cutConnection) {
    this.status = status;
    this.headers = headers;
    this.bodyLength = bodyLength;
    this.body = body;
    this.source = source;
    this.cutConnection = cutConnection;
  }

  /**
   * A server's response.
   *
   * @param cutConnection ends the connection at once; nothing where it was given back already
   * @param within how long the body may be waited for in all; null = as long as it makes progress
   */
  static WireResponse of(
      ClassicHttpResponse response, Runnable cutConnection, @Nullable Duration within)
      throws IOException {
    HttpEntity entity = response.getEntity();
    InputStream content = entity == null ? InputStream.nullInputStream() : entity.getContent();
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : response.getHeaders()) {
      if (header.getValue() != null) {
        headers.computeIfAbsent(header.getName(), any -> new ArrayList<>(1)).add(header.getValue());
      }
    }
    return new WireResponse(
        response.getCode(),
        headers,
        entity == null ? Optional.empty() : Optional.of(entity.getContentLength()),
        within == null ? content : new TimedBody(content, within),
        response,
        cutConnection);
  }

  /**
   * A response that was made in this process.
   *
   * @param headers name to value; a {@code Content-Length} among them counts where there is no body
   * @param body the content; null = there is none
   * @param length how many bytes the content has; -1 where that is not known
   */
  public static WireResponse of(
      int status, Map<String, String> headers, @Nullable InputStream body, long length) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    InputStream content = body == null ? InputStream.nullInputStream() : body;
    return new WireResponse(
        status,
        all,
        body == null ? Optional.empty() : Optional.of(length),
        content,
        content,
        () -> {});
  }

  /** The status code. */
  public int status() {
    return status;
  }

  /** The first header with this name, in any case. */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** All headers with this name, in order. */
  public List<String> headers(String name) {
    return List.copyOf(headers.getOrDefault(name, List.of()));
  }

  /** The length that the server announced, for HEAD as well; -1 where it did not. */
  public long contentLength() {
    return bodyLength.orElseGet(this::announcedLength);
  }

  private long announcedLength() {
    try {
      return header("Content-Length").map(Long::parseLong).orElse(-1L);
    } catch (NumberFormatException malformed) {
      return -1;
    }
  }

  /** The body's bytes exactly as sent. */
  public InputStream body() {
    return body;
  }

  /** Gives the connection back if little is left to read, drops it otherwise. */
  @Override
  public void close() {
    try {
      if (bodyLength.isPresent() && contentLength() <= DRAINED_ON_CLOSE) {
        body.readNBytes(DRAINED_ON_CLOSE);
      }
    } catch (IOException alreadyBroken) {
      // Closing is all that is left to do.
    }
    abort();
  }

  /** Drops the connection unless the body was read to its end. */
  public void abort() {
    // First, for the library reads what is left of a body before it closes it: 20 GB, or for ever.
    cutConnection.run();
    try {
      source.close();
    } catch (IOException alreadyBroken) {
      // The connection is gone, which is what was asked for.
    }
  }
}
