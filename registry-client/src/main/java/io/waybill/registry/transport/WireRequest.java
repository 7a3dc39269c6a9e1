package io.waybill.registry.transport;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request.
 *
 * @param method the HTTP method
 * @param uri where to, absolute; path and query are sent as they are
 * @param headers name to value; Content-Length and Host are not among them
 * @param body the content, or nothing
 * @param patience how long the server may be silent before it answers and between two bytes; null =
 *     as long as the route says
 * @param within how long the answer's body may take in all; null = as long as it makes progress
 */
public record WireRequest(
    String method,
    URI uri,
    Map<String, String> headers,
    @Nullable RequestBody body,
    @Nullable Duration patience,
    @Nullable Duration within) {

  /** A request for a small answer. */
  public WireRequest(
      String method,
      URI uri,
      Map<String, String> headers,
      @Nullable RequestBody body,
      @Nullable Duration patience) {
    this(method, uri, headers, body, patience, TransportSettings.ANSWER);
  }
}
