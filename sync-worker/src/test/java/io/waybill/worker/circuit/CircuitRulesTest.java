package io.waybill.worker.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.CircuitConfig;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.worker.circuit.CircuitRules.Strike;
import io.waybill.worker.circuit.CircuitState.Closed;
import io.waybill.worker.circuit.CircuitState.HalfOpen;
import io.waybill.worker.circuit.CircuitState.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CircuitRulesTest {
  private static final Instant START = Instant.parse("2026-11-22T03:00:00Z");
  private static final Failure REFUSED = Failure.of(FailureCode.NETWORK, "Nobody is there.");

  private final CircuitRules rules =
      new CircuitRules(
          new CircuitConfig(3, TimeSpan.parse("4s"), new TimeSpan(Duration.ofSeconds(30))));

  @Test
  void eachTryCountsWhereNobodyIsThere() {
    CircuitState state = rules.begin(START);
    state = fail(state, "a", true, at(1));
    state = fail(state, "a", true, at(2));
    assertThat(state).isInstanceOf(Closed.class);

    state = fail(state, "a", true, at(3));

    assertThat(state).isEqualTo(new Open(at(3), REFUSED, 0, at(7)));
  }

  @Test
  void oneTaskAloneProvesNothingWhereTheRegistryAnswersWithErrors() {
    CircuitState state = rules.begin(START);
    for (int i = 1; i < 100; i++) {
      state = fail(state, "a", false, at(i));
    }
    state = fail(state, "b", false, at(100));
    assertThat(state).isInstanceOf(Closed.class);

    assertThat(fail(state, "c", false, at(101))).isInstanceOf(Open.class);
  }

  @Test
  void anAnswerBetweenForgetsTheFailures() {
    CircuitState state = fail(fail(rules.begin(START), "a", true, at(1)), "b", true, at(2));

    state = fail(rules.answered(state, at(3)), "c", true, at(4));

    assertThat(state).isInstanceOf(Closed.class);
  }

  @Test
  void looksAreFartherAndFartherApart() {
    CircuitState state = open();
    Instant now = at(0);
    long[] pauses = {4, 8, 16, 30, 30};
    for (long pause : pauses) {
      Open open = (Open) state;
      assertThat(Duration.between(now, open.probeAt())).hasSeconds(pause);
      now = open.probeAt();
      state = rules.missed(open, REFUSED, now, 0);
    }
  }

  @Test
  void aLookIsShortenedByUpToAHalf() {
    Open open = (Open) rules.missed(open(), REFUSED, at(0), 0.999);
    assertThat(open.probeAt()).isBetween(at(4), at(5));
  }

  @Test
  void aRegistryThatSaysHowLongIsLookedAtThenButNotMuchLater() {
    Failure later = new Failure(FailureCode.REGISTRY_ERROR, "503", null, "Wait.", 20_000L);
    Failure tomorrow = new Failure(FailureCode.REGISTRY_ERROR, "503", null, "Wait.", 86_400_000L);

    assertThat(((Open) rules.missed(open(), later, at(0), 0)).probeAt()).isEqualTo(at(20));
    assertThat(((Open) rules.missed(open(), tomorrow, at(0), 0)).probeAt()).isEqualTo(at(30));
  }

  @Test
  void oneTaskTriesARegistryThatAnswersAgainAndItsSuccessClosesTheCircuit() {
    HalfOpen seen = (HalfOpen) rules.seen(open(), at(5));
    assertThat(seen.isFree(at(5))).isTrue();

    CircuitState tried = rules.tried(seen, "a", at(5));

    assertThat(((HalfOpen) tried).isFree(at(6))).isFalse();
    assertThat(rules.answered(tried, at(7))).isInstanceOf(Closed.class);
  }

  @Test
  void theTrialsFailureOpensItAgainWithTheNextPause() {
    CircuitState tried = rules.tried((HalfOpen) rules.seen(open(), at(5)), "a", at(5));

    CircuitState again = fail(tried, "a", false, at(6));

    assertThat(again).isEqualTo(new Open(at(0), REFUSED, 1, at(14)));
  }

  @Test
  void whoTriedBeforeDoesNotSpeakForTheTrial() {
    CircuitState tried = rules.tried((HalfOpen) rules.seen(open(), at(5)), "a", at(5));

    assertThat(fail(tried, "b", true, at(6))).isEqualTo(tried);
    assertThat(rules.untried(tried, "b")).isEqualTo(tried);
  }

  @Test
  void aTrialThatEndsWithoutAWordMakesRoomForAnother() {
    CircuitState tried = rules.tried((HalfOpen) rules.seen(open(), at(5)), "a", at(5));

    assertThat(((HalfOpen) rules.untried(tried, "a")).isFree(at(6))).isTrue();
  }

  @Test
  void aTrialThatTakesLongIsNotTheOnlyOneForEver() {
    HalfOpen tried = rules.tried((HalfOpen) rules.seen(open(), at(5)), "a", at(5));

    assertThat(tried.isFree(at(34))).isFalse();
    assertThat(tried.isFree(at(35))).isTrue();
  }

  @Test
  void aTryThatBeganBeforeTheCircuitWasClosedSaysNothingNew() {
    CircuitState state = rules.answered(open(), at(10));
    for (int i = 0; i < 10; i++) {
      state = rules.failed(state, new Strike("t" + i, at(9), true, REFUSED), at(40), 0);
    }
    assertThat(state).isEqualTo(rules.answered(open(), at(10)));
  }

  @Test
  void aRegistryThatComesAndGoesIsAskedLessAndLessOften() {
    CircuitState state = open();
    Instant now = at(0);
    long[] pauses = {4, 8, 16, 30, 30};
    for (long pause : pauses) {
      Open open = (Open) state;
      assertThat(Duration.between(now, open.probeAt())).hasSeconds(pause);
      now = open.probeAt();
      state = rules.answered(rules.tried((HalfOpen) rules.seen(open, now), "a", now), now);
      for (int i = 0; i < 3; i++) {
        state = fail(state, "t" + i, true, now);
      }
    }
  }

  @Test
  void oneThatWasWellForLongBeginsAnew() {
    CircuitState state = rules.answered(rules.missed(open(), REFUSED, at(4), 0), at(20));
    for (int i = 0; i < 3; i++) {
      state = fail(state, "t" + i, true, at(60));
    }
    assertThat(state).isEqualTo(new Open(at(60), REFUSED, 0, at(64)));
  }

  /** Whatever happens, in whatever order: it can be closed again, and is looked at in time. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noOrderOfEventsLeadsToADeadEnd(long seed) {
    Random random = new Random(seed);
    CircuitState state = rules.begin(START);
    Instant now = START;
    for (int i = 0; i < 5_000; i++) {
      now = now.plusMillis(random.nextInt(2_000));
      String task = "t" + random.nextInt(4);
      CircuitState before = state;
      state =
          switch (random.nextInt(6)) {
            case 0, 1, 2 -> fail(state, task, random.nextBoolean(), now);
            case 3 -> rules.answered(state, now);
            case 4 -> random.nextBoolean() ? rules.seen(state, now) : rules.untried(state, task);
            default ->
                state instanceof HalfOpen half && half.isFree(now)
                    ? rules.tried(half, task, now)
                    : rules.missed(state, REFUSED, now, random.nextDouble());
          };
      if (state instanceof Open open && !state.equals(before)) {
        assertThat(Duration.between(now, open.probeAt()))
            .as("seed %d, step %d", seed, i)
            .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(30));
        assertThat(open.since()).isBeforeOrEqualTo(now);
      }
      assertThat(rules.answered(state, now)).isInstanceOf(Closed.class);
    }
  }

  private CircuitState open() {
    CircuitState state = rules.begin(START.minusSeconds(1_000));
    for (int i = 0; i < 3; i++) {
      state = fail(state, "t" + i, true, at(0));
    }
    return state;
  }

  private CircuitState fail(CircuitState state, String task, boolean unreachable, Instant now) {
    return rules.failed(state, new Strike(task, now, unreachable, REFUSED), now, 0);
  }

  private static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }
}
