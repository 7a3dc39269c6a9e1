package io.waybill.chassis.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Gives every meter the unit, the sentence and the buckets that its record names. */
final class SpecFilter implements MeterFilter {
  private final Map<String, MetricSpec> specs = new HashMap<>();

  SpecFilter(Collection<MetricSpec> known) {
    known.forEach(spec -> specs.put(spec.name(), spec));
  }

  @Override
  public Meter.Id map(Meter.Id id) {
    MetricSpec spec = specs.get(id.getName());
    if (spec == null) {
      return id;
    }
    String unit = spec.unit().isEmpty() ? id.getBaseUnit() : spec.unit();
    return new Meter.Id(
        id.getName(), Tags.of(id.getTagsAsIterable()), unit, spec.meaning(), id.getType());
  }

  @Override
  public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
    MetricSpec spec = specs.get(id.getName());
    if (spec == null || spec.bounds().isEmpty()) {
      return config;
    }
    double[] nanos = spec.bounds().stream().mapToDouble(bound -> bound.toNanos()).toArray();
    return DistributionStatisticConfig.builder()
        .serviceLevelObjectives(nanos)
        .build()
        .merge(config);
  }
}
