package io.waybill.gateway;

import io.waybill.chassis.config.WebhookConfig;
import io.waybill.gateway.auth.Access;
import io.waybill.gateway.senders.Delivery;
import io.waybill.gateway.senders.SenderType;
import io.waybill.gateway.senders.SenderType.Patience;
import io.waybill.gateway.senders.WebhookParser;
import io.waybill.schemas.names.Registry;
import java.time.Instant;
import java.util.Map;

/**
 * One configured webhook.
 *
 * @param name the last part of its address
 * @param config what is configured of it
 * @param registryHost host and port of the registry whose events come here
 * @param type who sends them
 * @param parser reads what they send
 * @param access who may send them
 */
record Endpoint(
    String name,
    WebhookConfig config,
    String registryHost,
    SenderType type,
    WebhookParser parser,
    Access access) {
  /** A request to it. */
  Delivery delivery(Map<String, String> headers, Instant receivedAt) {
    return new Delivery(
        name, registry(), registryHost, config.intake().stripPrefix(), headers, receivedAt);
  }

  /** The path of its address; a secret that belongs there is left out. */
  String path() {
    return "/webhooks/" + name + (access.secretInPath() ? "/key/<secret>" : "");
  }

  /** The registry whose events come here. */
  Registry registry() {
    return config.registry();
  }

  /** Whether its deliveries are kept on disk while Kafka is away. */
  boolean isSpooled() {
    return config.intake().spool().orElse(type.patience() == Patience.NONE);
  }
}
