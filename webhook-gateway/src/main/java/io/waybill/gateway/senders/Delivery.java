package io.waybill.gateway.senders;

import io.waybill.schemas.names.Registry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a body besides its bytes.
 *
 * @param webhook the webhook's name in the configuration
 * @param registry the registry that the webhook's configuration names. Events are about this one: a
 *     host in the body is never followed, because inside a cluster it is often a container's name,
 *     and because nobody's body shall choose where Waybill pulls from
 * @param registryHost host and port of that registry, in lower case, as configured. For senders
 *     that tell of many registries at one address, so that those of the others are ignored
 * @param stripPrefix what the sender puts before the repository's path in the registry
 * @param headers the request's headers, names in lower case, one value each
 * @param receivedAt when the gateway had it
 */
public record Delivery(
    String webhook,
    Registry registry,
    String registryHost,
    Optional<String> stripPrefix,
    Map<String, String> headers,
    Instant receivedAt) {

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
