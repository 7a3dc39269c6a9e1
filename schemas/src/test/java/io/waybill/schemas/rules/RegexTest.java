package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /v[0-9]+/          | v12          | true
          /v[0-9]+/          | v12-rc       | false
          /v[0-9]+/          | xv12         | false
          /prod/.*/          | prod/a/b     | true
          /prod/.*/          | prod         | false
          /^prod/app$/       | prod/app     | true
          `/a|ab/`           | ab           | true
          `/(a|b)/c/`        | b/c          | true
          /(?i)V1/           | v1           | true
          /v1\\.2/           | v1.2         | true
          /v1\\.2/           | v1x2         | false
          /v1.2/             | v1x2         | true
          /[[:alpha:]]+/     | abc          | true
          /a{2,3}/           | aaa          | true
          /a{2,3}/           | aaaa         | false
          """)
  void aWholeNameMatchesOrNot(String pattern, String text, boolean matches) {
    assertThat(Regex.parse(pattern).matches(text)).isEqualTo(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /           | a regular expression stands between two slashes, as in /v[0-9]+/
          //          | a regular expression stands between two slashes, as in /v[0-9]+/
          /v1         | a regular expression stands between two slashes, as in /v[0-9]+/
          /(a/        | a '(' is not closed
          /[a/        | a '[' is not closed
          /a)/        | a ')' closes nothing
          `/a\\/`     | it ends with a single backslash
          /*/         | "*" repeats nothing
          /a**/       | "**" repeats a repetition
          /a{1001}/   | "{1001}" is not a number of times, at most 1000
          /[z-a]/     | "z-a" is not a range of characters
          /(?=a)/     | "(?=" is not supported: what looks ahead or behind cannot be matched in linear time
          `/(a)\\1/`  | references to a group (\\1) cannot be matched in linear time
          `/\\y/`     | "\\y" is not an escape sequence
          /(?P<n/     | "(?P<n" does not name a group
          /((a{60}){60}){60}/ | its repetitions stand for more than 2000 parts of a pattern
          """)
  void anExpressionThatIsNoneIsRefusedInWordsOfItsOwn(String pattern, String why) {
    assertThatThrownBy(() -> Regex.parse(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the pattern \"%s\" is not valid: %s", pattern, why);
  }

  /** Each of these asked the library for more memory or stack than there is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/((x{1000}){1000}){1000}/",
        "/((((x*){30}){30}){30}){3}/",
        "/\\Q[\\E((x{1000}){1000}){1000}]/",
        "/[[:alpha:](]((x{1000}){1000}){1000})/",
        "/(?:(?:(?:x{1000}){1000}){1000})/",
        "/((x{1000,}){1000,}){1000,}/",
      })
  void repetitionsOfRepetitionsAreRefusedBeforeTheyAreCompiled(String pattern) {
    assertThatThrownBy(() -> Regex.parse(pattern))
        .hasMessageContaining("its repetitions stand for more than 2000 parts of a pattern");
  }

  @Test
  void theLargestThatIsTakenIsCompiledAndMatched() {
    assertThat(Regex.parse("/(a*){600}/").matches("a".repeat(255))).isTrue();
    assertThat(Regex.parse("/(?:(?:a?){20}){20}b/").matches("a".repeat(255))).isFalse();
    assertThat(Regex.parse("/" + "(".repeat(250) + "a" + ")".repeat(250) + "/").matches("a"))
        .isTrue();
    assertThatThrownBy(() -> Regex.parse("/" + "a".repeat(511) + "/"))
        .hasMessageContaining("at most 512 characters");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          /prod/app/         ; prod/app  ; ``    ; ``    ; true
          /^prod/app$/       ; prod/app  ; ``    ; ``    ; true
          /prod/.*-web/      ; prod/     ; ``    ; -web  ; false
          /prod/.*-w.*b/     ; prod/     ; -w    ; b     ; false
          /.*team-17.*/      ; ``        ; team-17 ; ``  ; false
          /prod/ap+s/        ; prod/a    ; ``    ; s     ; false
          /.*abc*.*/         ; ``        ; ab    ; ``    ; false
          /v1\\.2\\.[0-9]+/  ; v1.2.     ; ``    ; ``    ; false
          /.*/               ; ``        ; ``    ; ``    ; false
          /(?i)prod/         ; ``        ; ``    ; ``    ; false
          /a|b/              ; ``        ; ``    ; ``    ; false
          /x(a|b)y/          ; x         ; ``    ; y     ; false
          /ab{2}c/           ; a         ; ``    ; c     ; false
          /a[]x]b/           ; a         ; ``    ; b     ; false
          """)
  void whatEveryMatchHasIsKnownWhereItIsPlain(
      String pattern, String prefix, String infix, String suffix, boolean exact) {
    assertThat(Regex.parse(pattern).outlines())
        .containsExactly(new NameOutline(prefix, infix, suffix, exact));
  }

  /** What is known of the ends must never hide a match. */
  @Test
  void itMatchesWhatTheLibraryMatchesOnRandomExpressionsAndTexts() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> parts =
        List.of(
            "a",
            "b",
            "/",
            "-",
            ".",
            "\\.",
            "[ab]",
            "[^a]",
            "[]a]",
            "(",
            ")",
            "(?:",
            "(?i)",
            "|",
            "*",
            "+",
            "?",
            "{2}",
            "{0,1}",
            "{1,}",
            "{",
            "}",
            "^",
            "$",
            "\\d",
            "\\x61",
            "\\x{61}",
            "\\pL",
            "\\p{L}",
            "\\Qa-\\E",
            "\\141",
            "[[:alpha:]]",
            "\\b",
            "*?",
            ",",
            "(?P<n>");
    int compared = 0;
    for (int i = 0; i < 60_000; i++) {
      StringBuilder expression = new StringBuilder();
      for (int length = 1 + random.nextInt(7); length > 0; length--) {
        expression.append(parts.get(random.nextInt(parts.size())));
      }
      Pattern reference;
      try {
        reference = Pattern.compile(expression.toString());
      } catch (PatternSyntaxException invalid) {
        continue;
      }
      Regex regex = Regex.parse("/" + expression + "/");
      for (int texts = 0; texts < 8; texts++) {
        String text = random(random, "ab-/.A{}1", 5);
        compared++;
        assertThat(regex.matches(text))
            .as("/%s/ and %s, seed %d", expression, text, seed)
            .isEqualTo(reference.matches(text));
      }
    }
    assertThat(compared).isPositive();
  }

  private static String random(Random random, String alphabet, int longest) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }
}
