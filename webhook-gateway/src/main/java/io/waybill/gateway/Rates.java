package io.waybill.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The rate of each webhook. Deliveries are counted once it is known who sends them, so that whoever
 * knows an address and not its secret uses up nobody's rate.
 */
final class Rates {
  private final Map<String, Rate> byWebhook = new ConcurrentHashMap<>();

  /** Takes a delivery: zero, or how long its sender should wait before it tries again. */
  Duration take(Endpoint endpoint) {
    return byWebhook
        .computeIfAbsent(
            endpoint.name(),
            name -> new Rate(endpoint.config().intake().requestsPerSecond(), System::nanoTime))
        .take();
  }
}
