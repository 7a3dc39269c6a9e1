package io.waybill.registry.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** For how long a registry is left alone. */
final class LullTest {
  private static final Optional<Duration> UNSAID = Optional.empty();
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private long now = 1;
  private final PaceClock clock =
      new PaceClock() {
        @Override
        public long nanos() {
          return now;
        }

        @Override
        public void sleep(long nanos) {
          now += nanos;
        }
      };
  private final Lull lull = new Lull(FIRST, LONGEST, clock);

  private Duration left() {
    return Duration.ofNanos(lull.left());
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void thereIsNoneAtTheStart() {
    assertThat(lull.left()).isNotPositive();
  }

  @Test
  void itLastsAsLongAsTheRegistryAsksFor() {
    lull.refused(429, Optional.of(Duration.ofSeconds(7)), now);

    assertThat(left()).isEqualTo(Duration.ofSeconds(7));
    pass(Duration.ofSeconds(7));
    assertThat(lull.left()).isNotPositive();
  }

  @Test
  void aLaterAnswerThatAsksForLessDoesNotShortenIt() {
    lull.refused(429, Optional.of(Duration.ofSeconds(7)), now);
    lull.refused(429, Optional.of(Duration.ofSeconds(2)), now - 1);

    assertThat(left()).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aRegistryThatAsksForADayIsAskedAgainAfterMinutes() {
    lull.refused(503, Optional.of(Duration.ofDays(1)), now);

    assertThat(left()).isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void allRequestsOfOneMomentAreOneRefusal() {
    long sent = now;
    pass(Duration.ofMillis(5));
    assertThat(lull.refused(429, UNSAID, sent)).isTrue();
    Duration first = left();
    for (int other = 0; other < 31; other++) {
      assertThat(lull.refused(429, UNSAID, sent)).isFalse();
    }

    assertThat(left()).isEqualTo(first).isBetween(FIRST.dividedBy(2), FIRST);
  }

  @Test
  void itDoublesWhileNothingIsAnswered() {
    for (int refusal = 0; refusal < 12; refusal++) {
      pass(Duration.ofMinutes(1));
      lull.refused(429, UNSAID, now);
      long doubled = FIRST.toMillis() << Math.min(refusal, 10);
      assertThat(left().toMillis())
          .isBetween(
              Math.min(doubled / 2, LONGEST.toMillis()), Math.min(doubled, LONGEST.toMillis()));
    }
    assertThat(left()).isEqualTo(LONGEST);

    pass(Duration.ofMinutes(1));
    lull.answered(now);
    lull.refused(429, UNSAID, now);
    assertThat(left()).isLessThanOrEqualTo(FIRST);
  }
}
