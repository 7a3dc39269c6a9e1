package io.waybill.worker.circuit;

import io.waybill.worker.circuit.CircuitState.Closed;
import io.waybill.worker.circuit.CircuitState.HalfOpen;
import io.waybill.worker.circuit.CircuitState.Open;
import java.time.Duration;
import java.time.Instant;

/**
 * When tasks that need a registry which is left alone come back to ask: the later the longer it has
 * failed (after half of that time), and one after the other, so that thousands of them neither
 * return at once nor every few seconds. One thread's.
 */
final class ReturnTimes {
  /** Fifty in a second: what a scheduler queues again without an effort. */
  private static final Duration APART = Duration.ofMillis(20);

  private final Duration shortest;
  private final Duration longest;
  private Instant last = Instant.MIN;

  /**
   * No task is to come back yet.
   *
   * @param shortest the shortest time to be away
   * @param longest the longest time to be away, unless so many are that they are spread over more
   */
  ReturnTimes(Duration shortest, Duration longest) {
    this.shortest = shortest;
    this.longest = longest.compareTo(shortest) < 0 ? shortest : longest;
  }

  /**
   * When the next one comes back.
   *
   * @param chance a random number, at least 0 and less than 1
   */
  Instant next(CircuitState state, Instant now, double chance) {
    Duration away = Duration.between(since(state, now), now).dividedBy(2);
    Duration wait =
        away.compareTo(shortest) < 0 ? shortest : away.compareTo(longest) > 0 ? longest : away;
    Instant earliest = now.plusMillis(Math.round(wait.toMillis() * (1 - chance / 2)));
    if (state instanceof Open open && earliest.isBefore(open.probeAt())) {
      earliest = open.probeAt();
    }
    Instant turn = last.isAfter(earliest) ? last.plus(APART) : earliest;
    if (Duration.between(earliest, turn).compareTo(longest) > 0) {
      // There are so many that it is all the same: anywhere among those that wait already.
      return earliest.plusMillis(Math.round(longest.toMillis() * chance));
    }
    last = turn;
    return turn;
  }

  private static Instant since(CircuitState state, Instant now) {
    return switch (state) {
      case Closed closed -> now;
      case Open open -> open.since();
      case HalfOpen half -> half.since();
    };
  }
}
