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
 * @param patience how long the server may be silent before it answers and between two bytes
 */
public record WireRequest(
    String method,
    URI uri,
    Map<String, String> headers,
    @Nullable RequestBody body,
    Duration patience) {}
