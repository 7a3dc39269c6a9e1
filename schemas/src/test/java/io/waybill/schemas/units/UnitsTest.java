package io.waybill.schemas.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, 500, 500ms",
    "90s, 90000, 90s",
    "120s, 120000, 2m",
    "90m, 5400000, 90m",
    "2 h, 7200000, 2h",
    " 24h , 86400000, 1d",
    "0d, 0, 0s",
    "36500d, 3153600000000, 36500d",
  })
  void aTimeSpanIsReadAndWrittenInItsLargestUnit(String text, long millis, String written) {
    TimeSpan span = TimeSpan.parse(text);

    assertThat(span.toMillis()).isEqualTo(millis);
    assertThat(span).hasToString(written).isEqualTo(TimeSpan.parse(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "90", "s", "-1s", "1.5h", "1h30m", "PT1H", "1w", "12345678901234s"})
  void whatIsNotATimeSpanIsRefused(String text) {
    assertThatThrownBy(() -> TimeSpan.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"%s\" is not a time span: expected a whole number and ms, s, m, h or d (90s)", text);
  }

  @Test
  void aTimeSpanIsNeitherNegativeNorEndless() {
    assertThatThrownBy(() -> new TimeSpan(Duration.ofSeconds(-1)))
        .hasMessage("a time span cannot be negative: PT-1S");
    assertThatThrownBy(() -> TimeSpan.parse("36501d"))
        .hasMessage("a time span cannot be longer than 36500d");
    assertThatThrownBy(() -> TimeSpan.parse("9999999999999d"))
        .hasMessage("a time span cannot be longer than 36500d");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0B, 0 B",
    "512, 512, 512B, 512 B",
    "1023B, 1023, 1023B, 1023 B",
    "64KiB, 65536, 64KiB, 64.0 KiB",
    "50 MiB, 52428800, 50MiB, 50.0 MiB",
    "1536MiB, 1610612736, 1536MiB, 1.5 GiB",
    "2GiB, 2147483648, 2GiB, 2.0 GiB",
    "3TiB, 3298534883328, 3TiB, 3.0 TiB",
    "1kB, 1000, 1000B, 1000 B",
    "1MB, 1000000, 1000000B, 976.6 KiB",
    "8GB, 8000000000, 7812500KiB, 7.5 GiB",
  })
  void aSizeIsReadAndWrittenInItsLargestUnit(
      String text, long bytes, String written, String forPeople) {
    ByteSize size = ByteSize.parse(text);

    assertThat(size.bytes()).isEqualTo(bytes);
    assertThat(size).hasToString(written).isEqualTo(ByteSize.parse(written));
    assertThat(size.forPeople()).isEqualTo(forPeople);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "-1", "1.5GiB", "1KB", "1mib", "1 PB", "1MiB/s"})
  void whatIsNotASizeIsRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"%s\" is not a size: expected a whole number and ", text);
  }

  @Test
  void aSizeIsNeitherNegativeNorMoreThanThereIs() {
    assertThatThrownBy(() -> new ByteSize(-1)).hasMessage("a size cannot be negative: -1");
    assertThatThrownBy(() -> ByteSize.parse("999999999999999TiB"))
        .hasMessage("\"999999999999999TiB\" is more bytes than there are");
  }

  @ParameterizedTest
  @CsvSource({
    "200MiB/s, 209715200, 200MiB/s, 200.0 MiB/s",
    "500kB/s, 500000, 500000B/s, 488.3 KiB/s",
    " 10 KiB/s , 10240, 10KiB/s, 10.0 KiB/s",
    "1/s, 1, 1B/s, 1 B/s",
  })
  void aRateIsASizeInASecond(String text, long bytes, String written, String forPeople) {
    ByteRate rate = ByteRate.parse(text);

    assertThat(rate.bytesPerSecond()).isEqualTo(bytes);
    assertThat(rate).hasToString(written).isEqualTo(ByteRate.parse(written));
    assertThat(rate.forPeople()).isEqualTo(forPeople);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "200MiB", "/s", "200Mbit/s", "200MB/m", "-1MiB/s", "1.5MiB/s"})
  void whatIsNotARateIsRefused(String text) {
    assertThatThrownBy(() -> ByteRate.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"%s\" is not a rate: expected a whole number and B/s, ", text);
  }

  @Test
  void aRateOfNothingIsRefused() {
    assertThatThrownBy(() -> ByteRate.parse("0MiB/s"))
        .hasMessage("a rate has to be at least 1B/s; without a limit it is left out");
  }
}
