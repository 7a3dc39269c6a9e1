package io.waybill.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MomentsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T11:59:48.5Z, 11 s ago",
    "2026-11-22T11:57:00Z, 3 min ago",
    "2026-11-22T09:00:00Z, 3 h ago",
    "2026-11-22T12:05:00Z, in 5 min",
    "2026-11-20T23:30:00Z, 2026-11-21 00:30",
    "soon, soon"
  })
  void timesAreSaidAsPeopleSayThem(String time, String said) {
    assertThat(Moments.forPeople(time, NOW, ZoneId.of("Europe/Berlin"))).isEqualTo(said);
  }

  @Test
  void scriptsGetThemToTheSecond() {
    assertThat(Moments.toSeconds("2026-11-22T11:57:00.123456Z")).isEqualTo("2026-11-22T11:57:00Z");
    assertThat(Moments.toSeconds("")).isEmpty();
  }
}
