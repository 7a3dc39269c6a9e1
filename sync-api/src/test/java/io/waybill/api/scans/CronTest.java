package io.waybill.api.scans;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0 3 * * *        | 2026-11-22T03:00:00Z | 2026-11-23T03:00:00Z
          0 3 * * *        | 2026-11-22T02:59:59Z | 2026-11-22T03:00:00Z
          */15 * * * *     | 2026-11-22T03:14:00Z | 2026-11-22T03:15:00Z
          5-10/5 4 * * *   | 2026-11-22T04:05:00Z | 2026-11-22T04:10:00Z
          7/20 * * * *     | 2026-11-22T03:08:00Z | 2026-11-22T03:27:00Z
          0 0 1 jan *      | 2026-11-22T03:00:00Z | 2027-01-01T00:00:00Z
          0 0 * * mon-fri  | 2026-11-21T03:00:00Z | 2026-11-23T00:00:00Z
          0 0 * * 7        | 2026-11-21T03:00:00Z | 2026-11-22T00:00:00Z
          0 0 * * 0,6      | 2026-11-22T03:00:00Z | 2026-11-28T00:00:00Z
          0 0 13 * fri     | 2026-11-22T00:00:00Z | 2026-11-27T00:00:00Z
          0 0 13 * fri     | 2026-12-12T00:00:00Z | 2026-12-13T00:00:00Z
          0 0 29 2 *       | 2026-11-22T00:00:00Z | 2028-02-29T00:00:00Z
          0 0 31 * *       | 2026-11-22T00:00:00Z | 2026-12-31T00:00:00Z
          """)
  void itStrikesWhenCrontabSaysSo(String expression, Instant after, Instant expected) {
    assertThat(Cron.parse(expression).next(after, ZoneId.of("UTC"))).contains(expected);
  }

  @Test
  void theClockOfTheZoneCounts() {
    assertThat(
            Cron.parse("0 3 * * *")
                .next(Instant.parse("2026-07-01T12:00:00Z"), ZoneId.of("Asia/Shanghai")))
        .contains(Instant.parse("2026-07-01T19:00:00Z"));
  }

  /** In Berlin 02:00 to 03:00 does not exist on 29 March 2026. */
  @Test
  void aTimeThatTheClockLeavesOutComesAsSoonAsItIsOver() {
    assertThat(times("30 2 * * *", "2026-03-27T12:00:00Z", 3))
        .containsExactly("2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
  }

  /** In Berlin 02:00 to 03:00 comes twice on 25 October 2026. */
  @Test
  void aTimeThatComesTwiceStrikesOnce() {
    assertThat(times("30 2 * * *", "2026-10-24T12:00:00Z", 2))
        .containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
  }

  @Test
  void everyHourIsEveryHourThatPasses() {
    assertThat(times("30 * * * *", "2026-10-24T23:00:00Z", 4))
        .containsExactly(
            "2026-10-24T23:30:00Z",
            "2026-10-25T00:30:00Z",
            "2026-10-25T01:30:00Z",
            "2026-10-25T02:30:00Z");
    assertThat(times("30 * * * *", "2026-03-29T00:00:00Z", 3))
        .containsExactly("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z");
  }

  private static List<String> times(String expression, String after, int count) {
    Cron cron = Cron.parse(expression);
    List<String> times = new ArrayList<>();
    Instant at = Instant.parse(after);
    for (int i = 0; i < count; i++) {
      at = cron.next(at, BERLIN).orElseThrow();
      times.add(at.toString());
    }
    return times;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          60 * * * *      | minute
          * 24 * * *      | hour
          * * 0 * *       | day of the month
          * * * 13 *      | month
          * * * * 8       | day of the week
          * * * * funday  | day of the week
          5-1 * * * *     | minute
          */0 * * * *     | minute
          1,,2 * * * *    | minute
          0 0 30 2 *      | there is no day
          * * * *         | five fields
          """)
  void whatIsNoExpressionIsRefusedWithASentence(String expression, String word) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.parse(expression))
        .withMessageContaining(word);
  }
}
