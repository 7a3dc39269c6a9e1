package io.waybill.worker.circuit;

import io.waybill.chassis.config.CircuitConfig;
import io.waybill.schemas.failures.Failure;
import io.waybill.worker.circuit.CircuitState.Closed;
import io.waybill.worker.circuit.CircuitState.HalfOpen;
import io.waybill.worker.circuit.CircuitState.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/**
 * How a circuit opens and closes. Pure: who calls says what time it is.
 *
 * <ul>
 *   <li>So many failures without an answer between, and it opens. Where nobody was there at all,
 *       each try counts; where the registry failed, only each task, for its image may be to blame.
 *   <li>While it is open, it is looked at after a pause that doubles each time, shortened by up to
 *       a half at random, so that many workers do not come at once.
 *   <li>When it answers, one task tries it. Its success closes the circuit; its failure opens it
 *       again, with the pause that comes next.
 *   <li>One that opens again soon after it was closed goes on where its pauses were: a registry
 *       that comes and goes is asked less and less often.
 * </ul>
 */
final class CircuitRules {
  private static final int MOST_DOUBLINGS = 20;

  /** The level of a circuit that was never open: the first time is no return. */
  private static final int NEVER = -1;

  private final CircuitConfig config;

  CircuitRules(CircuitConfig config) {
    this.config = config;
  }

  /** A registry of which nothing is known yet. */
  CircuitState begin(Instant now) {
    return new Closed(0, Set.of(), NEVER, now);
  }

  /**
   * A failure that speaks of the registry.
   *
   * @param task whose
   * @param begun when the try began
   * @param unreachable whether nobody was there at all
   * @param failure what to tell people
   */
  record Strike(String task, Instant begun, boolean unreachable, Failure failure) {}

  /**
   * The registry failed a task.
   *
   * @param chance a random number, at least 0 and less than 1
   */
  CircuitState failed(CircuitState state, Strike strike, Instant now, double chance) {
    return switch (state) {
      // A try from before says nothing that is not known.
      case Closed closed when strike.begun().isBefore(closed.since()) -> closed;
      case Closed closed -> {
        Closed counted = count(closed, strike);
        yield counted.failures() < config.failures()
            ? counted
            : open(now, strike.failure(), levelAfter(closed, now), now, chance);
      }
      case Open open -> open;
      case HalfOpen half when strike.task().equals(half.trial()) ->
          open(half.since(), strike.failure(), half.level() + 1, now, chance);
      case HalfOpen half -> half;
    };
  }

  /** The registry did what it was asked for, or said why not. */
  CircuitState answered(CircuitState state, Instant now) {
    return switch (state) {
      case Closed closed ->
          closed.failures() == 0 ? closed : new Closed(0, Set.of(), closed.level(), closed.since());
      case Open open -> new Closed(0, Set.of(), open.level(), now);
      case HalfOpen half -> new Closed(0, Set.of(), half.level(), now);
    };
  }

  /** Somebody looked, and it is there. */
  CircuitState seen(CircuitState state, Instant now) {
    return state instanceof Open open
        ? new HalfOpen(open.since(), open.words(), open.level(), null, now)
        : state;
  }

  /** Somebody looked in vain. */
  CircuitState missed(CircuitState state, Failure failure, Instant now, double chance) {
    return state instanceof Open open
        ? open(open.since(), failure, open.level() + 1, now, chance)
        : state;
  }

  /** A task tries a registry that answers again. */
  HalfOpen tried(HalfOpen half, String task, Instant now) {
    return new HalfOpen(
        half.since(), half.words(), half.level(), task, now.plus(config.longestProbe().duration()));
  }

  /** The task that tried ended without a word about the registry. */
  CircuitState untried(CircuitState state, String task) {
    return state instanceof HalfOpen half && task.equals(half.trial())
        ? new HalfOpen(half.since(), half.words(), half.level(), null, half.nextTrialAt())
        : state;
  }

  private static Closed count(Closed closed, Strike strike) {
    if (strike.unreachable()) {
      return new Closed(closed.unreached() + 1, closed.failing(), closed.level(), closed.since());
    }
    Set<String> failing = new HashSet<>(closed.failing());
    failing.add(strike.task());
    return new Closed(closed.unreached(), failing, closed.level(), closed.since());
  }

  private int levelAfter(Closed closed, Instant now) {
    boolean soon =
        Duration.between(closed.since(), now).compareTo(config.longestProbe().duration()) < 0;
    return soon ? closed.level() + 1 : 0;
  }

  private Open open(Instant since, Failure words, int level, Instant now, double chance) {
    Duration pause = scale(pause(level), 1 - chance / 2);
    Long asked = words.retryAfterMs();
    Duration longest = config.longestProbe().duration();
    if (asked != null && asked > pause.toMillis()) {
      Duration wanted = Duration.ofMillis(asked);
      pause = wanted.compareTo(longest) < 0 ? wanted : longest;
    }
    return new Open(since, words, Math.min(level, MOST_DOUBLINGS), now.plus(pause));
  }

  private Duration pause(int level) {
    Duration longest = config.longestProbe().duration();
    Duration pause = config.probe().duration();
    for (int i = 0; i < level && pause.compareTo(longest) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longest) < 0 ? pause : longest;
  }

  private static Duration scale(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }
}
