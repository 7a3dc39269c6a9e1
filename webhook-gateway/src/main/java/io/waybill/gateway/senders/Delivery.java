package io.waybill.gateway.senders;

import io.waybill.schemas.names.Registry;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a body besides its bytes.
 *
 * @param webhook the webhook's name in the configuration
 * @param registry the registry that the webhook's configuration names. Events are about this one: a
 *     host in the body is never followed, because inside a cluster it is often a container's name,
 *     and because nobody's body shall choose where Waybill pulls from
 * @param headers the request's headers, names in lower case, one value each
 * @param receivedAt when the gateway had it
 */
public record Delivery(
    String webhook, Registry registry, Map<String, String> headers, Instant receivedAt) {

  /** Keeps a copy of the headers. */
  public Delivery {
    headers = Map.copyOf(headers);
  }

  /** The CloudEvents {@code source} of the events that come from here. */
  public String origin() {
    return "/webhooks/" + webhook;
  }

  /** The value of a header, named in lower case. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }
}
