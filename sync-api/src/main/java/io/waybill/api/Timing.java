package io.waybill.api;

import io.waybill.api.live.LiveRecords;
import io.waybill.api.queue.ForgottenTaskSweeper;
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
 * @param statistics for hours whose statistics are to be computed anew
 * @param patience how long a task may be in the queue before it is held for forgotten
 * @param deletes for deletes that wait; those that come within this time are looked at together
 * @param listening how long a live stream goes on at most
 */
record Timing(
    Duration retries,
    Duration rules,
    Duration sweeps,
    Duration silence,
    Duration upkeep,
    Duration statistics,
    Duration patience,
    Duration deletes,
    Duration listening) {
  static final Timing DEFAULT =
      new Timing(
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(30),
          LostTaskSweeper.SILENCE,
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          ForgottenTaskSweeper.PATIENCE,
          Duration.ofSeconds(5),
          LiveRecords.LONGEST);

  /** History and deletes are looked after as usual. */
  Timing(Duration retries, Duration rules, Duration sweeps, Duration silence) {
    this(
        retries,
        rules,
        sweeps,
        silence,
        DEFAULT.upkeep(),
        DEFAULT.statistics(),
        DEFAULT.patience());
  }

  /** Deletes are looked after as usual. */
  Timing(
      Duration retries,
      Duration rules,
      Duration sweeps,
      Duration silence,
      Duration upkeep,
      Duration statistics,
      Duration patience) {
    this(
        retries,
        rules,
        sweeps,
        silence,
        upkeep,
        statistics,
        patience,
        DEFAULT.deletes(),
        DEFAULT.listening());
  }

  /** The same with another time for deletes. */
  Timing withDeletes(Duration delay) {
    return new Timing(
        retries, rules, sweeps, silence, upkeep, statistics, patience, delay, listening);
  }

  /** The same with another time for live streams. */
  Timing withListening(Duration longest) {
    return new Timing(
        retries, rules, sweeps, silence, upkeep, statistics, patience, deletes, longest);
  }
}
