package io.waybill.schemas.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.rules.Priority;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where tasks begin. */
final class LaneTest {
  @ParameterizedTest(name = "{1} by a rule of priority {0} begins in the {2} lane")
  @CsvSource(
      nullValues = "-",
      value = {
        "-, EVENT, SWIFT",
        "-, MANUAL, SWIFT",
        "-, REPLAY, SWIFT",
        "-, SCHEDULE, BULK",
        "-, BACKFILL, BULK",
        "NORMAL, EVENT, SWIFT",
        "NORMAL, BACKFILL, BULK",
        "HIGH, EVENT, SWIFT",
        "HIGH, SCHEDULE, SWIFT",
        "HIGH, BACKFILL, SWIFT",
        "LOW, EVENT, BULK",
        "LOW, MANUAL, BULK",
        "LOW, REPLAY, BULK"
      })
  void followsFromThePriorityAndTheTrigger(
      @Nullable Priority priority, Trigger trigger, Lane lane) {
    assertThat(Lane.of(priority, trigger)).isEqualTo(lane);
  }
}
