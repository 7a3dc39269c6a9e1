package io.waybill.chassis.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A metric that a role publishes. Its name, its tags and its unit are a public contract: dashboards
 * and alerts are built on them, and {@code docs/metrics.md} is made of these records.
 *
 * @param name as Micrometer knows it; {@code /metrics} shows it with underscores, the unit and, for
 *     counters, {@code _total}
 * @param kind what can be read from it
 * @param unit the base unit where the name does not end with it; empty = none, or seconds for times
 * @param tags the tags that it has besides {@code role}
 * @param meaning what it tells, as a sentence
 * @param bounds the upper bounds of a histogram's buckets
 */
public record MetricSpec(
    String name, Kind kind, String unit, List<String> tags, String meaning, List<Duration> bounds) {
  /** From the blink of an answer to as long as one is waited for. */
  private static final List<Duration> QUICK =
      millis(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000);

  /** From what nobody notices to what everybody does: half a second to six hours. */
  private static final List<Duration> LONG =
      Stream.concat(
              millis(500).stream(),
              Stream.of(1, 2, 3, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600)
                  .map(Duration::ofSeconds))
          .toList();

  /** What can be read from a metric. */
  public enum Kind {
    /** How often something happened, since the process started. */
    COUNTER,
    /** How something is now. */
    GAUGE,
    /** How often something happened, how long it took altogether, and at most lately. */
    TIMER,
    /** The same, and how often it took how long. */
    HISTOGRAM
  }

  /** Keeps copies of the lists. */
  public MetricSpec {
    tags = List.copyOf(tags);
    bounds = List.copyOf(bounds);
  }

  /** Counts. */
  public static MetricSpec counter(String name, String meaning, String... tags) {
    return new MetricSpec(name, Kind.COUNTER, "", List.of(tags), meaning, List.of());
  }

  /** Shows a state. */
  public static MetricSpec gauge(String name, String meaning, String... tags) {
    return new MetricSpec(name, Kind.GAUGE, "", List.of(tags), meaning, List.of());
  }

  /** Adds times up. */
  public static MetricSpec timer(String name, String meaning, String... tags) {
    return new MetricSpec(name, Kind.TIMER, "", List.of(tags), meaning, List.of());
  }

  /** Sorts times of up to half a minute into buckets. */
  public static MetricSpec quickHistogram(String name, String meaning, String... tags) {
    return new MetricSpec(name, Kind.HISTOGRAM, "", List.of(tags), meaning, QUICK);
  }

  /** Sorts times of up to hours into buckets. */
  public static MetricSpec longHistogram(String name, String meaning, String... tags) {
    return new MetricSpec(name, Kind.HISTOGRAM, "", List.of(tags), meaning, LONG);
  }

  /** The same, in a unit that {@code /metrics} puts behind the name. */
  public MetricSpec in(String baseUnit) {
    return new MetricSpec(name, kind, baseUnit, tags, meaning, bounds);
  }

  private static List<Duration> millis(long... millis) {
    return Arrays.stream(millis).mapToObj(Duration::ofMillis).toList();
  }
}
