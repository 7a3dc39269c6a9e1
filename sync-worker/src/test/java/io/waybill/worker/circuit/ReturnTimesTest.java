package io.waybill.worker.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.worker.circuit.CircuitState.Open;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ReturnTimesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private final Random random = new Random(7);
  private final ReturnTimes times = new ReturnTimes(Duration.ofSeconds(5), LONGEST);

  @Test
  void whoAsksSoonAfterItFailedComesBackSoon() {
    assertThat(times.next(failingFor(Duration.ofSeconds(1)), NOW, 0)).isEqualTo(NOW.plusSeconds(5));
  }

  @Test
  void nobodyComesBackBeforeItWasLookedAt() {
    Open open = new Open(NOW, Failure.of(FailureCode.TLS, "No."), 3, NOW.plusSeconds(40));
    assertThat(times.next(open, NOW, 0)).isEqualTo(NOW.plusSeconds(40));
  }

  @Test
  void theLongerItHasFailedTheLaterTheyComeBackUpToALimit() {
    assertThat(times.next(failingFor(Duration.ofMinutes(10)), NOW, 0))
        .isEqualTo(NOW.plusSeconds(300));
    assertThat(times.next(failingFor(Duration.ofDays(3)), NOW, 0)).isEqualTo(NOW.plus(LONGEST));
  }

  @Test
  void aDayOfWaitingCostsATaskNoMoreRoundsThanRetriesDid() {
    Instant now = NOW;
    int rounds = 0;
    while (now.isBefore(NOW.plus(Duration.ofDays(1)))) {
      now = times.next(failing(NOW, now), now, 0.5);
      rounds++;
    }
    assertThat(rounds).isBetween(50, 150);
  }

  @Test
  void thousandsComeBackOneAfterTheOther() {
    List<Instant> all = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      all.add(times.next(failingFor(Duration.ofSeconds(10)), NOW, random.nextDouble()));
    }

    Map<Long, Long> perSecond =
        all.stream().collect(Collectors.groupingBy(Instant::getEpochSecond, Collectors.counting()));
    assertThat(perSecond.values()).allMatch(count -> count <= 400);
    assertThat(all).allMatch(at -> at.isAfter(NOW.plusSeconds(2)));
    assertThat(all).allMatch(at -> at.isBefore(NOW.plus(LONGEST).plusSeconds(20)));
  }

  private static Open failingFor(Duration time) {
    return failing(NOW.minus(time), NOW);
  }

  private static Open failing(Instant since, Instant now) {
    return new Open(since, Failure.of(FailureCode.TLS, "No."), 0, now);
  }
}
