package io.waybill.gateway;

import io.waybill.gateway.auth.Authenticator;
import io.waybill.gateway.senders.Delivery;
import io.waybill.gateway.senders.SenderType;
import io.waybill.schemas.names.Registry;
import java.time.Instant;
import java.util.Map;

/**
 * One configured webhook.
 *
 * @param name the last part of its address
 * @param registry whose events come here
 * @param type who sends them
 * @param authenticator who may send them
 */
record Endpoint(String name, Registry registry, SenderType type, Authenticator authenticator) {
  /** A request to it. */
  Delivery delivery(Map<String, String> headers, Instant receivedAt) {
    return new Delivery(name, registry, headers, receivedAt);
  }
}
