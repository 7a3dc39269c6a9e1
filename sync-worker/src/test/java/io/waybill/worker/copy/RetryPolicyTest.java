package io.waybill.worker.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.RetryConfig;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.worker.copy.RetryPolicy.Decision;
import io.waybill.worker.copy.RetryPolicy.Decision.GiveUp;
import io.waybill.worker.copy.RetryPolicy.Decision.RetryHere;
import io.waybill.worker.copy.RetryPolicy.Decision.RetryLater;
import io.waybill.worker.copy.RetryPolicy.Setback;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final Duration HOURS = Duration.ofHours(2);
  private static final RetryPolicy EIGHT = policy(8, "1s", "15m", "10s");

  @ParameterizedTest
  @EnumSource(FailureCode.class)
  void onlyTransientFailuresAreTriedAgain(FailureCode code) {
    Decision decision = EIGHT.decide(setback(code, 0, 1), NOW, 0);

    if (code.isTransient()) {
      assertThat(decision).isInstanceOf(RetryHere.class);
    } else {
      assertThat(decision).isInstanceOf(GiveUp.class);
    }
  }

  @Test
  void pausesDoubleFirstInTheSlotThenOutsideAndThenItGivesUp() {
    assertThat(life(EIGHT))
        .containsExactly(
            "here 1s",
            "here 2s",
            "here 4s",
            "here 8s",
            "later 16s",
            "later 32s",
            "later 64s",
            "give up");
  }

  @Test
  void pausesGrowNoLongerThanTheLongest() {
    assertThat(life(policy(6, "5s", "12s", "7s")))
        .containsExactly("here 5s", "later 10s", "later 12s", "later 12s", "later 12s", "give up");
  }

  @Test
  void whereEveryPauseFitsIntoTheSlotTheTaskNeverLeavesIt() {
    assertThat(life(policy(4, "1s", "1s", "5s")))
        .containsExactly("here 1s", "here 1s", "here 1s", "give up");
  }

  @Test
  void aRegistryThatIsDownForADayIsStillServed() {
    RetryPolicy standard = new RetryPolicy(RetryConfig.DEFAULT);
    Duration waited = Duration.ZERO;
    int before = 0;
    int here = 1;
    while (true) {
      Setback setback = setback(FailureCode.NETWORK, before, here);
      Decision decision = standard.decide(setback, NOW, 0.5);
      if (decision instanceof RetryHere(Duration pause)) {
        waited = waited.plus(pause);
        here++;
      } else if (decision instanceof RetryLater(Instant at)) {
        waited = waited.plus(Duration.between(NOW, at));
        before++;
        here = 1;
      } else {
        break;
      }
    }

    assertThat(waited).isBetween(Duration.ofHours(24), Duration.ofHours(48));
  }

  @Test
  void oneAttemptMeansNoSecond() {
    assertThat(life(policy(1, "1s", "15m", "10s"))).containsExactly("give up");
  }

  @Test
  void aRegistryThatAsksForPeaceGetsIt() {
    Setback short0 = setback(FailureCode.RATE_LIMITED, 0, 1, 5_000L, HOURS);
    Setback long0 = setback(FailureCode.RATE_LIMITED, 0, 1, 60_000L, HOURS);

    assertThat(EIGHT.decide(short0, NOW, 0)).isEqualTo(new RetryHere(Duration.ofSeconds(5)));
    assertThat(EIGHT.decide(long0, NOW, 0)).isEqualTo(new RetryLater(NOW.plusSeconds(60)));
  }

  @Test
  void aRegistryThatAsksForAYearIsNotBelieved() {
    Setback year = setback(FailureCode.RATE_LIMITED, 0, 1, Duration.ofDays(365).toMillis(), HOURS);

    assertThat(EIGHT.decide(year, NOW, 0)).isEqualTo(new RetryLater(NOW.plus(Duration.ofDays(1))));
  }

  @Test
  void aPauseThatTheTimeoutDoesNotAllowIsSpentOutsideTheSlot() {
    Setback late = setback(FailureCode.TIMEOUT, 0, 1, null, Duration.ofMillis(1));

    assertThat(EIGHT.decide(late, NOW, 0)).isEqualTo(new RetryLater(NOW.plusSeconds(1)));
  }

  @Test
  void everyTaskComesToAnEndAndNoPauseIsShorterThanAskedForOrHalfOfThePlan() {
    for (long seed = 1; seed <= 500; seed++) {
      Random random = new Random(seed);
      RetryConfig config =
          new RetryConfig(
              1 + random.nextInt(20),
              millis(1 + random.nextInt(5_000)),
              millis(5_000 + random.nextInt(900_000)),
              millis(random.nextInt(20_000)));
      RetryPolicy policy = new RetryPolicy(config);
      int attemptsBefore = 0;
      int failuresHere = 1;
      int steps = 0;
      while (true) {
        Long asked = random.nextBoolean() ? (long) random.nextInt(100_000) : null;
        Decision decision =
            policy.decide(
                setback(FailureCode.NETWORK, attemptsBefore, failuresHere, asked, HOURS),
                NOW,
                random.nextDouble());
        if (decision instanceof GiveUp) {
          break;
        }
        Duration wait;
        if (decision instanceof RetryHere(Duration pause)) {
          wait = pause;
          assertThat(wait).as("seed %d", seed).isLessThanOrEqualTo(config.inSlot().duration());
          failuresHere++;
        } else {
          wait = Duration.between(NOW, ((RetryLater) decision).at());
          attemptsBefore++;
          failuresHere = 1;
        }
        assertThat(wait.toMillis())
            .as("seed %d", seed)
            .isGreaterThanOrEqualTo(asked == null ? 0 : asked)
            .isGreaterThanOrEqualTo(config.first().toMillis() / 2);
        assertThat(++steps).as("seed %d", seed).isLessThan(config.attempts());
      }
    }
  }

  /** What happens to a task that fails for ever, without the random part of the pauses. */
  private static List<String> life(RetryPolicy policy) {
    List<String> life = new ArrayList<>();
    int attemptsBefore = 0;
    int failuresHere = 1;
    while (true) {
      switch (policy.decide(setback(FailureCode.NETWORK, attemptsBefore, failuresHere), NOW, 0)) {
        case RetryHere(Duration pause) -> {
          life.add("here " + pause.toSeconds() + "s");
          failuresHere++;
        }
        case RetryLater(Instant at) -> {
          life.add("later " + Duration.between(NOW, at).toSeconds() + "s");
          attemptsBefore++;
          failuresHere = 1;
        }
        case GiveUp giveUp -> {
          life.add("give up");
          return life;
        }
      }
    }
  }

  private static Setback setback(FailureCode code, int attemptsBefore, int failuresHere) {
    return setback(code, attemptsBefore, failuresHere, null, HOURS);
  }

  private static Setback setback(
      FailureCode code,
      int attemptsBefore,
      int failuresHere,
      @Nullable Long retryAfterMs,
      Duration timeLeft) {
    Failure failure = new Failure(code, "it broke", null, code.hint(), retryAfterMs);
    return new Setback(failure, attemptsBefore, failuresHere, timeLeft);
  }

  private static RetryPolicy policy(int attempts, String first, String longest, String inSlot) {
    return new RetryPolicy(
        new RetryConfig(
            attempts, TimeSpan.parse(first), TimeSpan.parse(longest), TimeSpan.parse(inSlot)));
  }

  private static TimeSpan millis(long millis) {
    return new TimeSpan(Duration.ofMillis(millis));
  }
}
