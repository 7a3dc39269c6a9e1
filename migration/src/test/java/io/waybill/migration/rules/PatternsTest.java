package io.waybill.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Expressions, globs, ranges and intervals of other tools, by what they take. */
class PatternsTest {
  private static final List<String> TAGS =
      List.of("v1", "v10", "xv1", "v1.2", "a", "b", "ab", "ba", "latest", "V1", "v1|b", "1.2.3");

  @Test
  void goFindsExpressionsAnywhere() {
    for (String expression :
        List.of(
            "v1",
            "^v1",
            "v1$",
            "^v1$",
            "a|b",
            "^a|b$",
            "^(a|b)$",
            ".*",
            "",
            "^$",
            "(?i)v1",
            "[|]",
            "v1\\.",
            "a+",
            "^latest$",
            "\\$$",
            "^^v1$$")) {
      Pattern java = Pattern.compile(expression);
      for (String tag : TAGS) {
        assertThat(takes(expression, tag))
            .as("%s in %s", expression, tag)
            .isEqualTo(java.matcher(tag).find());
      }
    }
  }

  /** An expression that describes nothing cannot be a pattern, and no tag is empty. */
  private static boolean takes(String expression, String tag) {
    try {
      return GoRegex.search(expression).matches(tag);
    } catch (IllegalArgumentException none) {
      return false;
    }
  }

  @Test
  void plainExpressionsBecomePlainPatterns() {
    assertThat(GoRegex.search("^latest$")).hasToString("latest");
    assertThat(GoRegex.search("^v1\\.2$")).hasToString("v1.2");
    assertThat(GoRegex.search("alpine")).hasToString("/.*alpine.*/");
    assertThat(GoRegex.line("3.\\d+")).hasToString("/3.\\d+/");
    assertThat(GoRegex.search(".*")).hasToString("**");
  }

  @Test
  void harborsStars() {
    assertThat(Doublestar.repositories("library/**")).hasToString("library/**");
    assertThat(Doublestar.repositories("library/*")).hasToString("library/*");
    assertThat(Doublestar.repositories("**")).hasToString("**");
    assertThat(Doublestar.repositories("a/**/c").matches("a/c")).isTrue();
    assertThat(Doublestar.repositories("a/**/c").matches("a/b/b/c")).isTrue();
    assertThat(Doublestar.repositories("a/b**").matches("a/bcd")).isTrue();
    assertThat(Doublestar.repositories("a/b**").matches("a/b/c")).isFalse();
    assertThat(Doublestar.repositories("**/app").matches("team/app")).isTrue();
    assertThat(Doublestar.repositories("{a,b}/**").matches("b/x/y")).isTrue();
    assertThat(Doublestar.tags("v2.[4-6].*").matches("v2.5.1")).isTrue();
    assertThat(Doublestar.tags("v2.[4-6].*").matches("v2.7.1")).isFalse();
    assertThat(Doublestar.tags("**")).hasToString("*");
    assertThat(Doublestar.tags("1.?").matches("1.01")).isFalse();
  }

  @Test
  void rangesOfTheLibraries() {
    assertThat(SemverTexts.masterminds(">= v1.2, < 2 || ~>3.1"))
        .hasToString("semver:>=1.2 <2 || ~3.1");
    assertThat(SemverTexts.padded(">1.2 <=2")).hasToString("semver:>1.2.0 <=2.0.0");
    assertThat(SemverTexts.padded(">1.2").matches("1.2.1")).isTrue();
    assertThatThrownBy(() -> SemverTexts.masterminds("!=1.2.3")).hasMessageContaining("not");
    assertThatThrownBy(() -> SemverTexts.masterminds("what")).hasMessageContaining("range");
  }

  @Test
  void intervalsAreNeverLonger() {
    assertThat(every("60m")).isEqualTo("0 * * * * true");
    assertThat(every("15m")).isEqualTo("*/15 * * * * true");
    assertThat(every("25m")).isEqualTo("*/20 * * * * false");
    assertThat(every("5h")).isEqualTo("0 */4 * * * false");
    assertThat(every("12h")).isEqualTo("0 */12 * * * true");
    assertThat(every("24h")).isEqualTo("0 0 * * * true");
    assertThat(every("168h")).isEqualTo("0 0 * * 0 true");
    assertThat(every("30s")).isEqualTo("* * * * * false");
    assertThat(every("1h30m")).isEqualTo("0 * * * * false");
    assertThat(CronTexts.duration("soon")).isEmpty();
    assertThat(CronTexts.every(Duration.ofSeconds(90)).exact()).isFalse();
  }

  private static String every(String duration) {
    CronTexts.Timed timed = CronTexts.every(CronTexts.duration(duration).orElseThrow());
    return timed.schedule().cron() + " " + timed.exact();
  }

  @Test
  void cronsOfOtherTools() {
    assertThat(cron("@daily")).isEqualTo("0 0 * * * Z");
    assertThat(cron("@every 2h")).isEqualTo("0 */2 * * * Z");
    assertThat(cron("CRON_TZ=Asia/Shanghai 0 3 ? * MON-FRI"))
        .isEqualTo("0 3 * * MON-FRI Asia/Shanghai");
    assertThat(CronTexts.parse("0 0 3 * * *")).isEmpty();
    assertThat(CronTexts.parse("when it rains a lot today")).isEmpty();
    assertThat(CronTexts.parseWithSeconds("0 30 2 * * 1").orElseThrow().schedule().cron())
        .isEqualTo("30 2 * * 1");
    assertThat(CronTexts.parseWithSeconds("5 30 2 * * 1")).isEmpty();
  }

  private static String cron(String text) {
    CronTexts.Timed timed = CronTexts.parse(text).orElseThrow();
    return timed.schedule().cron() + " " + timed.schedule().timeZone();
  }
}
