package io.waybill.api.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SearchSpansTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong(7);
  private final SearchSpans spans = new SearchSpans(NOON, nanos::get);

  @Test
  void reach_all_of_history_in_a_few_steps_where_each_is_quick() {
    Instant edge = NOON;
    int steps = 0;
    for (Optional<Instant> next = spans.next(); next.isPresent(); next = spans.next()) {
      assertThat(next.get()).isBefore(edge);
      edge = next.get();
      steps++;
      take(Duration.ofMillis(1));
    }
    assertThat(steps).isEqualTo(7);
    assertThat(Duration.between(edge, NOON)).isGreaterThan(Duration.ofDays(200));
    assertThat(spans.isOver()).isFalse();
  }

  @Test
  void grow_shorter_where_one_was_slow_and_end_when_their_time_is_over() {
    assertThat(spans.next()).contains(NOON.minus(Duration.ofHours(1)));
    take(Duration.ofMillis(16));
    assertThat(spans.isOver()).isFalse();
    assertThat(spans.next()).contains(NOON.minus(Duration.ofMinutes(90)));
    take(Duration.ofSeconds(10));
    assertThat(spans.isOver()).isTrue();
    assertThat(spans.next()).contains(NOON.minus(Duration.ofMinutes(90)).minusMillis(112_500));
  }

  @Test
  void are_never_shorter_than_a_second() {
    Instant edge = NOON;
    for (int i = 0; i < 20; i++) {
      edge = spans.next().orElseThrow();
      take(Duration.ofSeconds(10));
    }
    assertThat(spans.next()).contains(edge.minusSeconds(1));
  }

  private void take(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
