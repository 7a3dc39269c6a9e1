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
 */
record Timing(Duration retries, Duration rules, Duration sweeps, Duration silence) {
  static final Timing DEFAULT =
      new Timing(
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          LostTaskSweeper.SILENCE);
}
