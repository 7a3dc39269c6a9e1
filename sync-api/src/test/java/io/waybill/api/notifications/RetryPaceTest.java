package io.waybill.api.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RetryPaceTest {
  private static final RetryPace PACE = RetryPace.DEFAULT;

  @Test
  void waits_double_up_to_an_hour_and_chance_takes_up_to_a_half() {
    assertThat(delay(0, 0)).isEqualTo(Duration.ofSeconds(2));
    assertThat(delay(0, 1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(delay(3, 0)).isEqualTo(Duration.ofSeconds(16));
    assertThat(delay(40, 0)).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void a_receiver_that_asks_for_time_gets_it_up_to_an_hour() {
    assertThat(PACE.delay(0, Optional.of(Duration.ofMinutes(5)), 0))
        .isEqualTo(Duration.ofMinutes(5));
    assertThat(PACE.delay(0, Optional.of(Duration.ofDays(5)), 0)).isEqualTo(Duration.ofHours(1));
    assertThat(PACE.delay(5, Optional.of(Duration.ofSeconds(1)), 0))
        .isEqualTo(Duration.ofSeconds(64));
  }

  @Test
  void a_receiver_that_fails_is_asked_at_least_once_a_minute() {
    assertThat(PACE.pause(40, 0)).isEqualTo(Duration.ofMinutes(1));
  }

  private static Duration delay(int triesBefore, double chance) {
    return PACE.delay(triesBefore, Optional.empty(), chance);
  }
}
