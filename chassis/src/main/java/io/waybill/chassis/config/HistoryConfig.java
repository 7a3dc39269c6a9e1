package io.waybill.chassis.config;

import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;

/**
 * What the API keeps of the past.
 *
 * @param retention for how long records of tasks that are over, and statistics, are kept
 */
public record HistoryConfig(
    @Key(
            "For how long the records of tasks that are over, and statistics, are kept; they go by"
                + " the week. A task that is not over is kept however old it is.")
        TimeSpan retention) {
  /** What holds when nothing is configured: a quarter of a year. */
  public static final HistoryConfig DEFAULT = new HistoryConfig(TimeSpan.parse("90d"));

  /** Checks the range. */
  public HistoryConfig {
    new Checks().range("retention", retention, Duration.ofDays(1), Duration.ofDays(3_650)).done();
  }
}
