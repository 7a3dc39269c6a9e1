package io.waybill.chassis.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.waybill.chassis.metrics.Metrics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The timers of requests, each looked up once: the registry's own look-up builds and sorts all tags
 * anew.
 */
final class RequestTimers {
  /** The route of requests that no route takes. */
  static final String UNMATCHED = "unmatched";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final MeterRegistry meters;
  private final Map<Key, Timer> timers = new ConcurrentHashMap<>();

  RequestTimers(MeterRegistry meters) {
    this.meters = meters;
  }

  private record Key(String route, String method, int status) {}

  /** The timer of requests like this; methods that nobody knows share one. */
  Timer of(String route, String method, int status) {
    Key key = new Key(route, METHODS.contains(method) ? method : "OTHER", status);
    return timers.computeIfAbsent(key, this::register);
  }

  private Timer register(Key key) {
    return Timer.builder(Metrics.HTTP_REQUESTS)
        .description("HTTP requests, by route, method and status")
        .tag("route", key.route)
        .tag("method", key.method)
        .tag("status", Integer.toString(key.status))
        .register(meters);
  }
}
