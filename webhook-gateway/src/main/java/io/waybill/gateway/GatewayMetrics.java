package io.waybill.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.waybill.chassis.metrics.MetricSpec;
import io.waybill.gateway.senders.Ignored;
import io.waybill.gateway.senders.ParsedWebhook;
import io.waybill.gateway.spool.Drain;
import io.waybill.gateway.spool.Spool;
import io.waybill.gateway.spool.SpoolEntry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What the gateway counts. The names and tags are a public contract: dashboards and alerts refer to
 * them. The tag {@code webhook} is always a configured name, never one that a caller made up.
 */
public final class GatewayMetrics implements Drain.Listener {
  /** Counter: bodies from authenticated senders. Tags: {@code webhook}. */
  public static final String RECEIVED = "waybill.gateway.deliveries.received";

  /**
   * Counter: deliveries that were not accepted. Tags: {@code webhook}, {@code reason} ({@code
   * unauthorized}, {@code unverified}, {@code unreadable}, {@code rate}, {@code kafka}). What never
   * reaches a webhook (an unknown name, a body that is too large or too slow, too many at a time)
   * is counted by its status in {@code http.server.requests}.
   */
  public static final String REJECTED = "waybill.gateway.deliveries.rejected";

  /**
   * Counter: events that Kafka or the spool has and the sender was told so. Tags: {@code webhook}.
   */
  public static final String ACCEPTED = "waybill.gateway.events.accepted";

  /** Counter: entries of no interest. Tags: {@code webhook}, {@code reason}. */
  public static final String IGNORED = "waybill.gateway.events.ignored";

  /** Counter: bodies kept because something in them was not understood. Tags: {@code webhook}. */
  public static final String DEAD_LETTERS = "waybill.gateway.dead.letters";

  /** Counter: malformed digests, taken as absent. Tags: {@code webhook}. */
  public static final String MALFORMED_DIGESTS = "waybill.gateway.digests.malformed";

  /** Timer: from the first record handed to Kafka to the confirmation of the last of a body. */
  public static final String PUBLISH = "waybill.gateway.publish";

  /** Gauge: deliveries that are held right now. */
  public static final String IN_FLIGHT = "waybill.gateway.deliveries.inflight";

  /** Counter: deliveries that went into the spool. Tags: {@code webhook}. */
  public static final String SPOOLED = "waybill.gateway.deliveries.spooled";

  /** Counter: deliveries that went from the spool to Kafka. Tags: {@code webhook}. */
  public static final String DRAINED = "waybill.gateway.deliveries.drained";

  /** Counter: records that Kafka will never take, set aside in a file. Tags: {@code webhook}. */
  public static final String REFUSED = "waybill.gateway.records.refused";

  /** Gauge: what the spool takes of the disk. */
  public static final String SPOOL_BYTES = "waybill.gateway.spool.bytes";

  /** Gauge: how much the spool may take of the disk. */
  public static final String SPOOL_MAX_BYTES = "waybill.gateway.spool.max.bytes";

  /** Gauge: deliveries in the spool. */
  public static final String SPOOL_ENTRIES = "waybill.gateway.spool.entries";

  /** Gauge: how long the oldest delivery has been in the spool; 0 when it is empty. */
  public static final String SPOOL_AGE = "waybill.gateway.spool.oldest.seconds";

  private static final String WEBHOOK = "webhook";
  private static final String REASON = "reason";
  private static final String UNAUTHORIZED = "unauthorized";
  private static final String UNVERIFIED = "unverified";
  private static final String UNREADABLE = "unreadable";
  private static final String KAFKA = "kafka";
  private static final String RATE = "rate";

  /** What a gateway publishes besides what every role does. */
  public static final List<MetricSpec> SPECS =
      List.of(
          MetricSpec.counter(RECEIVED, "Bodies that came from authenticated senders.", WEBHOOK),
          MetricSpec.counter(
              REJECTED,
              "Deliveries that were not accepted: `unauthorized`, `unverified` (the proof could not"
                  + " be checked), `unreadable`, `rate`, `kafka` (no room to keep it either). What"
                  + " never reaches a webhook is counted by its status in"
                  + " `http_server_requests_seconds`.",
              WEBHOOK,
              REASON),
          MetricSpec.counter(
              ACCEPTED, "Events that Kafka or the spool has, and the sender was told so.", WEBHOOK),
          MetricSpec.counter(
              IGNORED, "Entries of bodies that say nothing of interest.", WEBHOOK, REASON),
          MetricSpec.counter(
              DEAD_LETTERS,
              "Bodies that were kept because something in them was not understood.",
              WEBHOOK),
          MetricSpec.counter(MALFORMED_DIGESTS, "Malformed digests, taken as absent.", WEBHOOK),
          MetricSpec.quickHistogram(
              PUBLISH,
              "From the first record of a body that is handed to Kafka to the confirmation of the"
                  + " last."),
          MetricSpec.gauge(IN_FLIGHT, "Deliveries that are held right now."),
          MetricSpec.counter(SPOOLED, "Deliveries that went into the spool on the disk.", WEBHOOK),
          MetricSpec.counter(DRAINED, "Deliveries that went from the spool to Kafka.", WEBHOOK),
          MetricSpec.counter(
              REFUSED, "Records that Kafka will never take, set aside in a file.", WEBHOOK),
          MetricSpec.gauge(SPOOL_BYTES, "What the spool takes of the disk."),
          MetricSpec.gauge(SPOOL_MAX_BYTES, "What the spool may take of the disk."),
          MetricSpec.gauge(SPOOL_ENTRIES, "Deliveries in the spool."),
          MetricSpec.gauge(
              SPOOL_AGE,
              "How long the oldest delivery has been in the spool; 0 when it is empty."));

  private final MeterRegistry registry;
  private final Timer publish;
  private final Map<String, Counters> byWebhook = new ConcurrentHashMap<>();

  /**
   * Meters in this registry.
   *
   * @param inFlight read at every scrape
   */
  GatewayMetrics(MeterRegistry registry, Supplier<Number> inFlight) {
    this.registry = registry;
    this.publish = registry.timer(PUBLISH);
    gauge(registry, IN_FLIGHT, inFlight);
  }

  /**
   * Counts what comes to a webhook from 0 on: Prometheus sees no increase in a series that begins
   * with its first count, and an alert would miss it. A dozen series for each.
   */
  void watch(String webhook) {
    Counters _ = counters(webhook);
    for (String reason : List.of(UNAUTHORIZED, UNVERIFIED, UNREADABLE, KAFKA, RATE)) {
      Counter _ = rejections(webhook, reason);
    }
    for (String name : List.of(SPOOLED, DRAINED, REFUSED)) {
      Counter _ = registry.counter(name, WEBHOOK, webhook);
    }
  }

  /** Shows what is in the spool. */
  void watch(Spool spool, Clock clock) {
    gauge(registry, SPOOL_BYTES, spool::bytes);
    gauge(registry, SPOOL_MAX_BYTES, () -> spool.maxSize().bytes());
    gauge(registry, SPOOL_ENTRIES, spool::entries);
    gauge(
        registry,
        SPOOL_AGE,
        () ->
            spool
                .oldest()
                .map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
                .orElse(0.0));
  }

  private static void gauge(MeterRegistry registry, String name, Supplier<Number> value) {
    Gauge.builder(name, value).strongReference(true).register(registry);
  }

  Timer publish() {
    return publish;
  }

  void received(String webhook) {
    counters(webhook).received.increment();
  }

  void unauthorized(String webhook) {
    rejected(webhook, UNAUTHORIZED);
  }

  void unverified(String webhook) {
    rejected(webhook, UNVERIFIED);
  }

  void unreadable(String webhook) {
    rejected(webhook, UNREADABLE);
  }

  void kafkaUnavailable(String webhook) {
    rejected(webhook, KAFKA);
  }

  void tooMany(String webhook) {
    rejected(webhook, RATE);
  }

  private void rejected(String webhook, String reason) {
    rejections(webhook, reason).increment();
  }

  private Counter rejections(String webhook, String reason) {
    return registry.counter(REJECTED, WEBHOOK, webhook, REASON, reason);
  }

  void spooled(String webhook) {
    registry.counter(SPOOLED, WEBHOOK, webhook).increment();
  }

  @Override
  public void drained(SpoolEntry entry) {
    registry.counter(DRAINED, WEBHOOK, entry.webhook()).increment();
  }

  @Override
  public void refused(SpoolEntry entry) {
    registry.counter(REFUSED, WEBHOOK, entry.webhook()).increment();
  }

  /** After Kafka or the spool has it. */
  void accepted(String webhook, ParsedWebhook parsed) {
    Counters counters = counters(webhook);
    counters.accepted.increment(parsed.events().size());
    for (Ignored ignored : parsed.ignored()) {
      registry.counter(IGNORED, WEBHOOK, webhook, REASON, ignored.reason().label()).increment();
    }
    counters.malformedDigests.increment(parsed.malformedDigests());
    counters.deadLetters.increment(parsed.isUnderstood() ? 0 : 1);
  }

  /** What is counted at each delivery, looked up once: the registry's own look-up sorts tags. */
  private record Counters(
      Counter received, Counter accepted, Counter malformedDigests, Counter deadLetters) {}

  private Counters counters(String webhook) {
    return byWebhook.computeIfAbsent(
        webhook,
        name ->
            new Counters(
                registry.counter(RECEIVED, WEBHOOK, name),
                registry.counter(ACCEPTED, WEBHOOK, name),
                registry.counter(MALFORMED_DIGESTS, WEBHOOK, name),
                registry.counter(DEAD_LETTERS, WEBHOOK, name)));
  }
}
