package io.waybill.gateway;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.schemas.units.ByteSize;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Shows what bodies would become at the configured webhooks, without a gateway that runs: nothing
 * is listened for, authenticated or published. For whoever sets a registry up.
 */
public final class WebhookTrial {
  private final Endpoints endpoints;
  private final ByteSize maxBody;
  private final Clock clock;

  private WebhookTrial(Endpoints endpoints, ByteSize maxBody, Clock clock) {
    this.endpoints = endpoints;
    this.maxBody = maxBody;
    this.clock = clock;
  }

  /**
   * A configured webhook, as its address and its sender's settings have to be.
   *
   * @param name its name
   * @param type its sender's type
   * @param title its sender
   * @param registry the registry that its events are about
   * @param path its address at the gateway; a secret that belongs there is left out
   * @param shown what a request has to show, as the end of a sentence
   * @param spooled whether its events are kept on disk while Kafka is away; otherwise it is
   *     answered 503 then
   */
  public record Webhook(
      String name,
      String type,
      String title,
      String registry,
      String path,
      String shown,
      boolean spooled) {}

  /**
   * A trial of this configuration's webhooks.
   *
   * @throws StartException where the gateway would not start with them
   */
  public static WebhookTrial of(WaybillConfig config) throws StartException {
    return new WebhookTrial(Endpoints.of(config), config.gateway().maxBody(), Clock.systemUTC());
  }

  /** The largest body that the gateway takes. */
  public ByteSize maxBody() {
    return maxBody;
  }

  /** The webhooks, in the order of their names. */
  public List<Webhook> webhooks() {
    return endpoints.all().stream().map(WebhookTrial::webhook).toList();
  }

  /**
   * What the body would become at the webhook with this name; empty where there is none.
   *
   * @param headers the sender's headers that tell what the body is; names in any case
   */
  public Optional<Preview> preview(String name, Map<String, String> headers, byte[] body) {
    return endpoints
        .find(name)
        .map(
            endpoint ->
                Preview.of(
                    endpoint,
                    endpoint
                        .parser()
                        .parse(endpoint.delivery(lower(headers), clock.instant()), body)));
  }

  private static Map<String, String> lower(Map<String, String> headers) {
    Map<String, String> lower = new HashMap<>();
    headers.forEach((key, value) -> lower.put(key.toLowerCase(Locale.ROOT), value));
    return lower;
  }

  private static Webhook webhook(Endpoint endpoint) {
    return new Webhook(
        endpoint.name(),
        endpoint.type().name(),
        endpoint.type().title(),
        endpoint.registry().name(),
        endpoint.path(),
        endpoint.access().deliveries().ask().shown(),
        endpoint.isSpooled());
  }
}
