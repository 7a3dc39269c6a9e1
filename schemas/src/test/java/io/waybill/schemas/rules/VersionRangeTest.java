package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
  /** The cases that npm's own documentation gives, and those of tags. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          >=1.2 <2             ; 1.2.0            ; true
          >=1.2 <2             ; v1.9.9           ; true
          >=1.2 <2             ; 1.2              ; true
          >=1.2 <2             ; V1.3             ; true
          >=1.2 <2             ; 2.0.0            ; false
          >=1.2 <2             ; 2.0.0-rc.1       ; false
          >=1.2 <2             ; 1.1.9            ; false
          >=1.2 <2             ; 1.3.0-rc.1       ; false
          >=1.2 <2             ; 1.3.0-alpine     ; false
          >=1.2 <2             ; 1.3.0_build5     ; true
          >=1.2 <2             ; latest           ; false
          >=1.2 <2             ; 1                ; false
          >=1.2 <2             ; 1.2.3.4          ; false
          >=1.2 <2             ; 1.2.             ; false
          >=1.2 <2             ; 1.2.3-           ; false
          >=1.2                ; 99999999999999999999.1 ; false
          > 1.2                ; 1.3.0            ; true
          > 1.2                ; 1.2.9            ; false
          >1                   ; 2.0.0            ; true
          >1                   ; 1.9.0            ; false
          <=1.2                ; 1.2.9            ; true
          <=1.2                ; 1.3.0            ; false
          1.2.3                ; 1.2.3            ; true
          =1.2.3               ; v1.2.3           ; true
          1.2.3                ; 1.2.4            ; false
          1.2                  ; 1.2.7            ; true
          1                    ; 1.7.7            ; true
          1.x                  ; 2.0.0            ; false
          1.2.*                ; 1.2.9            ; true
          *                    ; 7.1.0            ; true
          *                    ; 7.1.0-rc.1       ; false
          >*                   ; 7.1.0            ; false
          ~1.2.3               ; 1.2.9            ; true
          ~1.2.3               ; 1.3.0            ; false
          ~1                   ; 1.9.0            ; true
          ~1.2.3-beta.2        ; 1.2.3-beta.4     ; true
          ~1.2.3-beta.2        ; 1.2.4-beta.2     ; false
          ^1.2.3               ; 1.9.0            ; true
          ^1.2.3               ; 2.0.0            ; false
          ^0.2.3               ; 0.2.9            ; true
          ^0.2.3               ; 0.3.0            ; false
          ^0.0.3               ; 0.0.3            ; true
          ^0.0.3               ; 0.0.4            ; false
          ^0.0                 ; 0.0.9            ; true
          ^0.0                 ; 0.1.0            ; false
          ^0.x                 ; 0.9.0            ; true
          ^1.x                 ; 1.9.0            ; true
          1.2 - 2.3.4          ; 2.3.4            ; true
          1.2 - 2.3.4          ; 2.3.5            ; false
          1.2.3 - 2.3          ; 2.3.9            ; true
          1.2.3 - 2            ; 2.9.0            ; true
          1.2.3 - 2            ; 3.0.0            ; false
          1.x || >=3.1 <3.3    ; 3.2.0            ; true
          1.x || >=3.1 <3.3    ; 2.0.0            ; false
          >=1.3.0-rc.1 <2      ; 1.3.0-rc.2       ; true
          >=1.3.0-rc.1 <2      ; 1.3.0-beta       ; false
          >=1.3.0-rc.1 <2      ; 1.3.0            ; true
          >=1.3.0-rc.1 <2      ; 1.3.1-rc.1       ; false
          >=2024.1             ; 2024.11.03       ; true
          """)
  void aTagIsInTheRangeOrNot(String range, String tag, boolean inside) {
    assertThat(VersionRange.parse("semver:" + range).matches(tag)).isEqualTo(inside);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      textBlock =
          """
          `` ! a range is missing, as in semver:>=1.2 <2
          >= ! no version follows ">="
          >= <2 ! no version follows ">="
          1.x || ! there is nothing on one side of ||
          latest ! "latest" is not a version or the beginning of one; ranges look like semver:>=1.2 <2, semver:^1.4 or semver:1.x || 2.x
          1.2.3.4 ! "1.2.3.4" is not a version or the beginning of one; ranges look like semver:>=1.2 <2, semver:^1.4 or semver:1.x || 2.x
          1.2, 1.3 ! "1.2," is not a version or the beginning of one; ranges look like semver:>=1.2 <2, semver:^1.4 or semver:1.x || 2.x
          """)
  void aRangeThatIsNoneIsRefused(String range, String why) {
    assertThatThrownBy(() -> VersionRange.parse("semver:" + range))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the pattern \"semver:%s\" is not valid: %s", range, why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0.0-a.1 1.0.0-a.b", "1.0.0-1 1.0.0-a", "1.0.0-2 1.0.0-10"})
  void preReleasesAreOrderedByTheirParts(String pair) {
    List<Version> versions =
        List.of(pair.split(" ", -1)).stream()
            .map(text -> Version.parse(text).orElseThrow())
            .toList();

    assertThat(versions).isSorted();
  }

  /** The example of semver.org 2.0.0, 11.4.4. */
  @Test
  void theOrderIsThatOfTheSpecification() {
    List<String> ordered =
        List.of(
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "2.0.0",
            "2.1.0",
            "2.1.1");

    assertThat(ordered.stream().map(text -> Version.parse(text).orElseThrow())).isSorted();
  }
}
