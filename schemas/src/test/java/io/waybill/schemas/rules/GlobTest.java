package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          app         | app        | true
          app         | apps       | false
          *           | app        | true
          *           | team/app   | false
          **          | team/app   | true
          prod/*      | prod/app   | true
          prod/*      | prod/a/b   | false
          prod/**     | prod/app   | true
          prod/**     | prod/a/b/c | true
          prod/**     | prod       | false
          **/app      | a/b/app    | true
          **/app      | app        | false
          **app       | app        | true
          */app       | a/app      | true
          v*          | v1.2.3     | true
          v?          | v1         | true
          v?          | v12        | false
          a?b         | a/b        | false
          *-rc*       | v1-rc1     | true
          *-rc*       | v1         | false
          {a,b}/c     | b/c        | true
          {a,b}/c     | c/c        | false
          v{,-cn}     | v          | true
          v{,-cn}     | v-cn       | true
          {a,b}{c,d}  | bd         | true
          v1.2        | v1x2       | false
          ***         | a/b        | true
          V*          | v1         | false
          """)
  void aTextMatchesOrNot(String pattern, String text, boolean matches) {
    assertThat(Glob.parse(pattern).matches(text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``      | it must have 1 to 512 characters
          {a      | a '{' is not closed
          a}      | a '}' closes nothing
          {a{b}}  | braces cannot stand inside braces
          }{a}    | braces cannot stand inside braces
          /a      | it cannot begin or end with '/'
          a/      | it cannot begin or end with '/'
          a b     | no repository or tag contains ' '
          a:v1    | no repository or tag contains ':'
          [ab]    | no repository or tag contains '['
          a,b     | no repository or tag contains ','
          """)
  void aPatternThatCannotBeMeantIsRefused(String pattern, String why) {
    assertThatThrownBy(() -> Glob.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the pattern \"%s\" is not valid: %s", pattern, why);
  }

  @Test
  void bracesThatStandForTooManyPatternsAreRefused() {
    assertThat(Glob.parse("{a,b}".repeat(8)).matches("abababab")).isTrue();
    assertThatThrownBy(() -> Glob.parse("{a,b}".repeat(9)))
        .hasMessageContaining("its braces stand for more than 256 patterns");
    assertThatThrownBy(() -> Glob.parse("{,}".repeat(170)))
        .hasMessageContaining("its braces stand for more than 256 patterns");
  }

  @Test
  void matchingAgreesWithTheDefinitionOnRandomPatternsAndTexts() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      String pattern = random(random, "ab*?/", 8);
      String text = random(random, "ab/", 8);
      if (pattern.isEmpty() || pattern.startsWith("/") || pattern.endsWith("/")) {
        continue;
      }
      assertThat(Glob.parse(pattern).matches(text))
          .as("pattern %s, text %s, seed %d", pattern, text, seed)
          .isEqualTo(naive(pattern, text));
    }
  }

  @Test
  void theWorstPatternLooksAtEachCharacterOnceForEachOfItsOwn() {
    String pattern = "*a".repeat(250) + "b";
    Counting text = new Counting("a".repeat(1000));

    assertThat(Glob.parse(pattern).matches(text)).isFalse();
    assertThat(text.looks).isLessThanOrEqualTo((long) pattern.length() * text.length());
  }

  /** What the Javadoc says, word by word, and exponentially slow. */
  private static boolean naive(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    if (pattern.startsWith("*")) {
      boolean deep = pattern.startsWith("**");
      if (naive(pattern.substring(deep ? 2 : 1), text)) {
        return true;
      }
      return !text.isEmpty()
          && (deep || text.charAt(0) != '/')
          && naive(pattern, text.substring(1));
    }
    boolean same =
        !text.isEmpty()
            && (pattern.charAt(0) == '?'
                ? text.charAt(0) != '/'
                : pattern.charAt(0) == text.charAt(0));
    return same && naive(pattern.substring(1), text.substring(1));
  }

  private static String random(Random random, String alphabet, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static final class Counting implements CharSequence {
    private final String text;
    private long looks;

    Counting(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      looks++;
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
