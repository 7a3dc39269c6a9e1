package io.waybill.registry.protocol;

import io.waybill.registry.failures.Operation;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.util.Map;

/**
 * Told of each request to a registry, each try of a repeated one included. Requests for tokens, and
 * those that lead to other hosts, are not told of. Called from many threads, on the thread that
 * sends, and has to be quick.
 */
@FunctionalInterface
public interface RequestListener {
  /** A listener that does not care. */
  RequestListener NONE = (registry, operation, method) -> Sent.NONE;

  /** A request that was sent; hears once how it ended. */
  interface Sent {
    /** Does not care. */
    Sent NONE = new Sent() {};

    /** Headers that are sent along; they may not replace any of the request's own. */
    default Map<String, String> headers() {
      return Map.of();
    }

    /** The registry began to answer with this status. */
    default void answered(int status) {}

    /** No answer came: it cannot be reached, the connection broke, or it fell silent. */
    default void unanswered(IOException fault) {}
  }

  /** A request is sent now; whatever it had to wait for is over. */
  Sent sending(Registry registry, Operation operation, String method);
}
