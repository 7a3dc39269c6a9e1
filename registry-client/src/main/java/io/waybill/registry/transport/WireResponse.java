package io.waybill.registry.transport;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** One response; owns its connection until it is closed or read to its end. */
public final class WireResponse implements AutoCloseable {
  /** What is read off on close so that the connection can be used again. */
  private static final int DRAINED_ON_CLOSE = 64 * 1024;

  private final ClassicHttpResponse response;
  private final Runnable cutConnection;
  private final InputStream body;

  /**
   * A response.
   *
   * @param cutConnection ends the connection at once; nothing where it was given back already
   * @param within how long the body may be waited for in all; null = as long as it makes progress
   */
  WireResponse(ClassicHttpResponse response, Runnable cutConnection, @Nullable Duration within)
      throws IOException {
    this.response = response;
    this.cutConnection = cutConnection;
    HttpEntity entity = response.getEntity();
    InputStream content = entity == null ? InputStream.nullInputStream() : entity.getContent();
    this.body = within == null ? content : new TimedBody(content, within);
  }

  /** The status code. */
  public int status() {
    return response.getCode();
  }

  /** The first header with this name, in any case. */
  public Optional<String> header(String name) {
    Header header = response.getFirstHeader(name);
    return header == null ? Optional.empty() : Optional.ofNullable(header.getValue());
  }

  /** All headers with this name, in order. */
  public List<String> headers(String name) {
    return List.of(response.getHeaders(name)).stream()
        .map(Header::getValue)
        .filter(value -> value != null)
        .toList();
  }

  /** The length that the server announced, for HEAD as well; -1 where it did not. */
  public long contentLength() {
    HttpEntity entity = response.getEntity();
    return entity == null ? announcedLength() : entity.getContentLength();
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
      if (response.getEntity() != null && contentLength() <= DRAINED_ON_CLOSE) {
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
      response.close();
    } catch (IOException alreadyBroken) {
      // The connection is gone, which is what was asked for.
    }
  }
}
