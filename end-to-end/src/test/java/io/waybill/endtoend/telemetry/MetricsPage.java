package io.waybill.endtoend.telemetry;

import io.waybill.chassis.metrics.MetricSpec;
import io.waybill.chassis.metrics.Metrics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes docs/metrics.md from the records in the code. */
final class MetricsPage {
  private MetricsPage() {}

  static String markdown() {
    StringBuilder page =
        new StringBuilder(
            """
            # Metrics

            <!-- Made from the lists of MetricSpec in the code by MetricNamesTest; do not edit. -->

            Every role answers `GET /metrics` in Prometheus' text format. The names and labels below are a public contract: a release that takes one away says so in the
            CHANGELOG. Everything carries the label `role` (`gateway`, `worker`, `api`) besides those that are listed.
            Besides these there is what Micrometer tells of the JVM (`jvm_*`, `process_*`, `system_*`) and HikariCP of the pool; only what is listed is promised.

            A **timer** `x_seconds` is published as `x_seconds_count`, `x_seconds_sum` and `x_seconds_max` (the longest of the last minutes); a **histogram** has
            `x_seconds_bucket` with the label `le` as well. The [dashboard](../deploy/grafana/waybill.json) and the [alert rules](../deploy/prometheus/waybill-alerts.yaml) use
            nothing else; a test says so.

            A counter begins with 0 when its process starts where what its labels can be is known then: those without labels or with `result`, refusals and circuits of registries, those of a webhook (twelve series for each that is configured), and
            `waybill_kafka_publish_failures_total` (a series for each topic that the role writes: two for a gateway, for a worker or an API about half a dozen and two for each region). The others are there from their
            first count on (`waybill_attempts_total`, `waybill_retries_total`, `waybill_gateway_events_ignored_total`, `http_server_connections_cut_off_total`, bytes, and all timers with labels), and Prometheus'
            `increase` sees nothing of that first count: take a new series as a whole, as the alert rules do.
            """);
    table(page, "Every role", Metrics.COMMON);
    Catalogue.roles().forEach((role, specs) -> table(page, "The " + role, specs));
    return page.toString();
  }

  private static void table(StringBuilder page, String title, List<MetricSpec> specs) {
    page.append("\n## ").append(title);
    page.append("\n| name | type | unit | labels | meaning |\n|---|---|---|---|---|\n");
    for (MetricSpec spec : specs) {
      String name = Catalogue.published(spec).getFirst();
      page.append(
          "| `%s` | %s | %s | %s | %s |%n"
              .formatted(
                  name,
                  spec.kind().name().toLowerCase(Locale.ROOT),
                  unit(name),
                  spec.tags().stream().map("`%s`"::formatted).collect(Collectors.joining(" ")),
                  spec.meaning()));
    }
  }

  private static String unit(String name) {
    String plain = name.endsWith("_total") ? name.substring(0, name.length() - 6) : name;
    return plain.endsWith("_seconds") ? "seconds" : plain.endsWith("_bytes") ? "bytes" : "";
  }
}
