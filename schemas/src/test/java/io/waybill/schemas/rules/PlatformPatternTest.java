package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          linux/amd64              | linux   | amd64 | ''  | ''              | true
          linux/amd64              | linux   | amd64 | v3  | ''              | true
          linux/amd64              | windows | amd64 | ''  | ''              | false
          linux/arm                | linux   | arm   | v6  | ''              | true
          linux/arm                | linux   | arm64 | v8  | ''              | false
          linux/arm/v7             | linux   | arm   | v7  | ''              | true
          linux/arm/v7             | linux   | arm   | ''  | ''              | true
          linux/arm/v7             | linux   | arm   | v6  | ''              | false
          linux/arm64              | linux   | arm64 | ''  | ''              | true
          linux/arm64              | linux   | arm64 | v8  | ''              | true
          linux/arm64/v8           | linux   | arm64 | ''  | ''              | true
          windows/amd64:10.0.17763 | windows | amd64 | ''  | 10.0.17763.4252 | true
          windows/amd64:10.0.17763 | windows | amd64 | ''  | 10.0.177631     | false
          windows/amd64:10.0.17763 | windows | amd64 | ''  | ''              | false
          """)
  void takesWhatIsLeftOutForAnything(
      String pattern,
      String os,
      String architecture,
      String variant,
      String version,
      boolean fits) {
    assertThat(PlatformPattern.parse(pattern).matches(os, architecture, variant, version))
        .isEqualTo(fits);
    assertThat(PlatformPattern.parse(pattern)).hasToString(pattern);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "linux", "/amd64", "linux/", "Linux/amd64", "linux/amd64/v1/x", "*"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> PlatformPattern.parse(text))
        .hasMessageStartingWith("\"" + text + "\" is not a platform: expected os/architecture");
  }

  @Test
  void anySystemOrArchitectureFitsWhereThatIsSaid() {
    PlatformPattern linux =
        new PlatformPattern("linux", PlatformPattern.ANY, Optional.empty(), Optional.empty());
    PlatformPattern arm7 =
        new PlatformPattern(PlatformPattern.ANY, "arm", Optional.of("v7"), Optional.empty());

    assertThat(linux.matches("linux", "s390x", "", "")).isTrue();
    assertThat(linux.matches("windows", "amd64", "", "")).isFalse();
    assertThat(arm7.matches("linux", "arm", "", "")).isTrue();
    assertThat(arm7.matches("linux", "arm", "v6", "")).isFalse();
  }

  @Test
  void aSelectionOfNothingIsRefused() {
    assertThatThrownBy(() -> new PlatformSelection(java.util.List.of(), PlatformMode.SPARSE))
        .hasMessage("platforms must have 1 to 50 entries");
  }
}
