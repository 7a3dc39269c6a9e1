package io.waybill.api;

import io.waybill.api.queue.LostTaskSweeper;
import java.time.Duration;

/**
 * How often the API looks after things.
 *
 * @param retries for tasks whose time has come
 * @param rules for rules that Kafka has not acknowledged
 * @param sweeps for attempts of which nothing was heard
 * @param silence how long that is
 * @param upkeep for the partitions of history
 */
record Timing(
    Duration retries, Duration rules, Duration sweeps, Duration silence, Duration upkeep) {
  static final Timing DEFAULT =
      new Timing(
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          LostTaskSweeper.SILENCE,
          Duration.ofMinutes(1));

  /** The partitions of history are looked after as usual. */
  Timing(Duration retries, Duration rules, Duration sweeps, Duration silence) {
    this(retries, rules, sweeps, silence, DEFAULT.upkeep());
  }
}
