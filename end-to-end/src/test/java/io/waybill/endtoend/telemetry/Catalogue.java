package io.waybill.endtoend.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.waybill.api.ApiMetrics;
import io.waybill.chassis.metrics.MetricSpec;
import io.waybill.chassis.metrics.Metrics;
import io.waybill.endtoend.telemetry.Exposition.Family;
import io.waybill.gateway.GatewayMetrics;
import io.waybill.worker.metrics.WorkerMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Every metric that is published, by role: a public contract. */
public final class Catalogue {
  /** The names of today, a line each. */
  static final Path GOLDEN = Path.of("src/test/resources/golden/metrics.txt");

  private static final Map<String, List<MetricSpec>> ROLES =
      new TreeMap<>(
          Map.of(
              "gateway", GatewayMetrics.SPECS,
              "worker", WorkerMetrics.specs(),
              "api", ApiMetrics.SPECS));

  private Catalogue() {}

  /** What each role publishes of its own, besides what all do. */
  static Map<String, List<MetricSpec>> roles() {
    return ROLES;
  }

  /** What the role's declared metrics look like in a scrape. */
  static List<Family> declared(String role) {
    List<MetricSpec> specs = new ArrayList<>(Metrics.COMMON);
    specs.addAll(ROLES.getOrDefault(role, List.of()));
    PrometheusMeterRegistry registry = Metrics.create(role, specs);
    specs.forEach(spec -> register(registry, spec));
    Set<String> names = new HashSet<>();
    specs.forEach(spec -> names.addAll(published(spec)));
    return Exposition.families(registry.scrape()).stream()
        .filter(family -> names.contains(family.name()))
        .toList();
  }

  private static void register(PrometheusMeterRegistry registry, MetricSpec spec) {
    String[] tags = spec.tags().stream().flatMap(tag -> Stream.of(tag, "x")).toArray(String[]::new);
    switch (spec.kind()) {
      case COUNTER -> registry.counter(spec.name(), tags).increment();
      case GAUGE -> Gauge.builder(spec.name(), () -> 1).tags(tags).register(registry);
      case TIMER, HISTOGRAM -> registry.timer(spec.name(), tags);
    }
  }

  /** The names under which Prometheus knows it; the first is the one to look it up by. */
  static List<String> published(MetricSpec spec) {
    String base = spec.name().replace('.', '_').replace('-', '_');
    String named =
        spec.unit().isEmpty() || base.endsWith("_" + spec.unit()) ? base : base + "_" + spec.unit();
    return switch (spec.kind()) {
      case COUNTER -> List.of(named + "_total");
      case GAUGE -> List.of(named);
      case TIMER, HISTOGRAM -> List.of(base + "_seconds", base + "_seconds_max");
    };
  }

  /** The lines of the golden file. */
  public static List<String> golden() {
    try {
      return Files.readAllLines(GOLDEN);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
