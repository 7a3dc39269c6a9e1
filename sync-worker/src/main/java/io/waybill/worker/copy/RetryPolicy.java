package io.waybill.worker.copy;

import io.waybill.chassis.config.RetryConfig;
import io.waybill.schemas.failures.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Decides what becomes of a task whose copy failed. Nothing else does.
 *
 * <ul>
 *   <li>A permanent failure ({@link io.waybill.schemas.failures.FailureCode#isTransient} says no)
 *       ends the task at once.
 *   <li>A transient one is tried again after a pause that doubles from failure to failure: {@code
 *       first}, twice that, and so on up to {@code longest}, each shortened by up to a half at
 *       random, so that a thousand tasks do not come back at the same instant.
 *   <li>Pauses up to {@code inSlot} are spent in the slot that has the task. For a longer one the
 *       attempt ends, and the scheduler queues the task again when its time comes. It does so too
 *       where a registry did not answer at all ({@link Attempt}): such tries are long themselves.
 *   <li>After {@code attempts} failures the task has failed.
 *   <li>A registry that asks to be left alone for longer (Retry-After) is, up to a day.
 *   <li>A pause never outlives the attempt's own timeout in the slot.
 * </ul>
 *
 * <p>A task that comes back says how often it was queued again, not how often it failed; the
 * failures in the slot of its first attempt are counted as if they had all happened.
 */
public final class RetryPolicy {
  /** A registry that asks for more than this is not believed. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofDays(1);

  private final RetryConfig config;
  private final int pausesInSlot;

  /** The policy of this configuration. */
  public RetryPolicy(RetryConfig config) {
    this.config = config;
    this.pausesInSlot = countPausesInSlot(config);
  }

  /** What to do about a failure. */
  public sealed interface Decision {
    /**
     * Try again in the slot.
     *
     * @param pause after this long
     */
    record RetryHere(Duration pause) implements Decision {
      @Override
      public String text() {
        return "It is tried again in %.1f s.".formatted(pause.toMillis() / 1000.0);
      }
    }

    /**
     * Give the slot free, and try again later.
     *
     * @param at when
     */
    record RetryLater(Instant at) implements Decision {
      @Override
      public String text() {
        return "It is tried again at %s.".formatted(at.truncatedTo(ChronoUnit.SECONDS));
      }
    }

    /** It has failed. */
    record GiveUp() implements Decision {
      @Override
      public String text() {
        return "It is not tried again.";
      }
    }

    /** The decision as a sentence, for the log. */
    String text();
  }

  /**
   * A failure, and where in the life of the task it happened.
   *
   * @param failure what failed
   * @param attemptsBefore {@link io.waybill.schemas.tasks.SyncTask#attemptsBefore}
   * @param failuresHere failures in this attempt, this one included
   * @param timeLeft what is left of the attempt's timeout
   */
  public record Setback(Failure failure, int attemptsBefore, int failuresHere, Duration timeLeft) {}

  /**
   * Decides.
   *
   * @param setback the failure
   * @param now the time
   * @param chance a random number, at least 0 and less than 1
   */
  public Decision decide(Setback setback, Instant now, double chance) {
    int failures = failures(setback);
    if (!setback.failure().code().isTransient() || failures >= config.attempts()) {
      return new Decision.GiveUp();
    }
    Duration pause = pauseAfter(failures);
    Duration wait = longer(scale(pause, 1 - chance / 2), askedFor(setback.failure(), chance));
    boolean fits =
        longer(pause, wait).compareTo(config.inSlot().duration()) <= 0
            && wait.compareTo(setback.timeLeft()) < 0;
    return fits ? new Decision.RetryHere(wait) : new Decision.RetryLater(now.plus(wait));
  }

  /** Failures of the task so far, this one included. */
  public int failures(Setback setback) {
    return setback.attemptsBefore() == 0
        ? setback.failuresHere()
        : pausesInSlot + setback.attemptsBefore() + setback.failuresHere();
  }

  /** Failures after which a task has failed. */
  public int attempts() {
    return config.attempts();
  }

  private static int countPausesInSlot(RetryConfig config) {
    int count = 0;
    while (count < config.attempts() - 1
        && pauseAfter(config, count + 1).compareTo(config.inSlot().duration()) <= 0) {
      count++;
    }
    return count;
  }

  private Duration pauseAfter(int failures) {
    return pauseAfter(config, failures);
  }

  private static Duration pauseAfter(RetryConfig config, int failures) {
    Duration longest = config.longest().duration();
    Duration pause = config.first().duration();
    for (int i = 1; i < failures && pause.compareTo(longest) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longest) < 0 ? pause : longest;
  }

  /** Up to a tenth more than the registry asked for, never less. */
  private static Duration askedFor(Failure failure, double chance) {
    Long millis = failure.retryAfterMs();
    if (millis == null || millis <= 0) {
      return Duration.ZERO;
    }
    Duration asked = Duration.ofMillis(millis);
    return scale(
        asked.compareTo(LONGEST_RETRY_AFTER) < 0 ? asked : LONGEST_RETRY_AFTER, 1 + chance / 10);
  }

  private static Duration scale(Duration duration, double factor) {
    return Duration.ofMillis(Math.round(duration.toMillis() * factor));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
