package io.waybill.chassis.metrics;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

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

  private Metrics() {}

  /** A registry with the JVM's and the process's metrics, all with the role as a tag. */
  public static PrometheusMeterRegistry create(String role) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry.config().commonTags(ROLE, role);
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    return registry;
  }
}
