package io.waybill.chassis.metrics;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;

/** Makes the metrics registry of a role. */
public final class Metrics {
  /** The tag that every metric of a role has: gateway, worker, api. */
  public static final String ROLE = "role";

  /** HTTP requests, a timer; Prometheus calls it {@code http_server_requests_seconds}. */
  public static final String HTTP_REQUESTS = "http.server.requests";

  /** HTTP requests that are being answered, a gauge. */
  public static final String HTTP_ACTIVE = "http.server.active";

  /** HTTP connections, a gauge. */
  public static final String HTTP_CONNECTIONS = "http.server.connections";

  /**
   * Connections that were closed before a request had arrived, a counter. Tag {@code reason}:
   * {@code slow-head}, {@code too-many}.
   */
  public static final String HTTP_CUT_OFF = "http.server.connections.cut.off";

  /** Messages that Kafka did not confirm in time, a counter. Tag {@code topic}. */
  public static final String UNPUBLISHED = "waybill.kafka.publish.failures";

  /** What every role publishes. Of what the libraries tell of the JVM, what we rely on. */
  public static final List<MetricSpec> COMMON =
      List.of(
          MetricSpec.timer(
              HTTP_REQUESTS,
              "HTTP requests that were answered, by route (never the path itself), method and"
                  + " status.",
              "route",
              "method",
              "status"),
          MetricSpec.gauge(HTTP_ACTIVE, "HTTP requests that are being answered."),
          MetricSpec.gauge(HTTP_CONNECTIONS, "HTTP connections that are open."),
          MetricSpec.counter(
              HTTP_CUT_OFF,
              "HTTP connections that were closed before a request had arrived: `slow-head`,"
                  + " `too-many`.",
              "reason"),
          MetricSpec.counter(
              UNPUBLISHED,
              "Messages that Kafka did not confirm in time, or refused. Whoever wanted to write"
                  + " them was told, and nothing was acknowledged because of them.",
              "topic"),
          MetricSpec.gauge(
                  "jvm.memory.used", "Memory that the JVM uses, by kind and pool.", "area", "id")
              .in("bytes"),
          MetricSpec.gauge(
                  "jvm.memory.max",
                  "How large the pool may become; -1 where nothing limits it.",
                  "area",
                  "id")
              .in("bytes"),
          MetricSpec.gauge("jvm.threads.live", "Platform threads; virtual ones do not count.")
              .in("threads"),
          MetricSpec.gauge(
              "process.cpu.usage", "The share of all cores that the process uses: 0 to 1."),
          MetricSpec.gauge("process.files.open", "File descriptors that are open.").in("files"),
          MetricSpec.gauge("process.files.max", "File descriptors that may be open.").in("files"),
          MetricSpec.gauge("process.uptime", "How long the process has been running.")
              .in("seconds"));

  private Metrics() {}

  /** A registry with the JVM's and the process's metrics, all with the role as a tag. */
  public static PrometheusMeterRegistry create(String role) {
    return create(role, List.of());
  }

  /**
   * The same, for a role that publishes more.
   *
   * @param own what the role publishes besides {@link #COMMON}
   */
  public static PrometheusMeterRegistry create(String role, List<MetricSpec> own) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().commonTags(ROLE, role);
    List<MetricSpec> all = new ArrayList<>(COMMON);
    all.addAll(own);
    registry.config().meterFilter(new SpecFilter(all));
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }
}
