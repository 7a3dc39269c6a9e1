package io.waybill.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 10);

  @Test
  void aSecondsWorthIsTakenAtOnceAndThenEachInItsTime() {
    Rate rate = new Rate(10, now::get);

    assertThat(taken(rate, 20)).isEqualTo(10);
    assertThat(rate.take()).isEqualTo(Duration.ofMillis(100));
    pass(Duration.ofMillis(250));
    assertThat(taken(rate, 20)).isEqualTo(2);
    pass(Duration.ofHours(1));
    assertThat(taken(rate, 20)).isEqualTo(10);
  }

  @Test
  void whatIsRefusedUsesNothingUp() {
    Rate rate = new Rate(1, now::get);

    assertThat(taken(rate, 1000)).isEqualTo(1);
    pass(Duration.ofSeconds(1));
    assertThat(rate.take()).isZero();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static long taken(Rate rate, int attempts) {
    return IntStream.range(0, attempts).filter(i -> rate.take().isZero()).count();
  }
}
