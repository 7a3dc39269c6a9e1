package io.waybill.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts an entry of a list means. */
final class HostPatternTest {
  @ParameterizedTest(name = "{0} means {1}: {2}")
  @CsvSource({
    "*, any.example, true",
    "example.com, example.com, true",
    "Example.COM., example.com, true",
    "example.com, a.example.com, true",
    "example.com, anexample.com, false",
    ".example.com, a.example.com, true",
    ".example.com, example.com, false",
    "*.example.com, a.example.com, true",
    "10.0.0.7, 10.0.0.7, true",
    "10.0.0.7, 10.0.0.70, false",
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "10.0.0.0/8, ten.example, false",
    "10.64.0.0/10, 10.127.0.1, true",
    "10.64.0.0/10, 10.128.0.1, false",
    "10.0.0.7/32, 10.0.0.7, true",
    "0.0.0.0/0, 8.8.8.8, true",
    "fd00::/8, fd12::1, true",
    "fd00::/8, 10.0.0.1, false"
  })
  void meansWhatNoProxyMeans(String pattern, String host, boolean meant) {
    assertThat(HostPattern.parse(pattern).fits(host)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a b", "10.0.0.0/33", "10.0.0.0/x", "host/8"})
  void refusesWhatMeansNothing(String text) {
    assertThatThrownBy(() -> HostPattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
