package io.waybill.chassis.config;

import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;

/**
 * When a registry that keeps failing is left alone, and how it is looked at meanwhile.
 *
 * @param failures failures without a success between, after which it is left alone
 * @param probe the pause before it is looked at first; it doubles from one look to the next
 * @param longestProbe the longest pause between two looks
 */
public record CircuitConfig(
    @Key(
            "So many failures without a success between, and a registry is left alone: tasks that"
                + " need it wait.")
        int failures,
    @Key("The pause before it is looked at first; it doubles from one look to the next.")
        TimeSpan probe,
    @Key("The longest pause between two looks.") TimeSpan longestProbe) {
  /** What holds when nothing is configured. */
  public static final CircuitConfig DEFAULT =
      new CircuitConfig(5, TimeSpan.ofSeconds(5), new TimeSpan(Duration.ofMinutes(1)));

  /** Checks the ranges. */
  public CircuitConfig {
    new Checks()
        .range("failures", failures, 1, 1_000)
        .range("probe", probe, Duration.ofMillis(10), Duration.ofHours(1))
        .range("longestProbe", longestProbe, probe.duration(), Duration.ofHours(1))
        .done();
  }
}
