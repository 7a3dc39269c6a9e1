package io.waybill.api.conflicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternMeeterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          prod/**      | prod/app      | prod/app
          prod/**      | test/**       | -
          prod/*       | prod/a/*      | -
          **/app       | prod/**       | prod/app
          a*           | *b            | ab
          a?           | ??            | aa
          prod/*-web   | prod/app-*    | prod/app-web
          **           | **            | a
          a/**/b       | a/*/b         | a/a/b
          prod/        | **            | -
          """)
  void theShortestNameOfBothIsFound(String one, String other, String name) {
    Meeting expected = name.equals("-") ? new Meeting.Nowhere() : new Meeting.At(name);

    assertThat(new PatternMeeter(10_000).meet(one, other, NameGrammar.REPOSITORY))
        .isEqualTo(expected);
    assertThat(new PatternMeeter(10_000).meet(other, one, NameGrammar.REPOSITORY))
        .isEqualTo(expected);
  }

  /** Every name of up to six characters is tried, too. */
  @Test
  void itAgreesWithTryingEveryNameOnRandomPatterns() {
    List<String> names = names("ab/-", 6);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 1_500; i++) {
      String one = pattern(random);
      String other = pattern(random);
      Glob first = Glob.parse(one);
      Glob second = Glob.parse(other);

      Meeting meeting = new PatternMeeter(100_000).meet(one, other, NameGrammar.REPOSITORY);

      String what = "%s and %s, seed %d".formatted(one, other, seed);
      if (meeting instanceof Meeting.At(String name)) {
        assertThat(first.matches(name) && second.matches(name)).as(what + ": " + name).isTrue();
        assertThatCode(() -> Repository.of(Registry.of("r"), name)).doesNotThrowAnyException();
      } else {
        assertThat(meeting).as(what).isEqualTo(new Meeting.Nowhere());
        assertThat(names.stream().filter(first::matches)).as(what).noneMatch(second::matches);
      }
    }
  }

  @Test
  void tagsHaveAGrammarOfTheirOwn() {
    PatternMeeter meeter = new PatternMeeter(10_000);

    assertThat(meeter.meet("V*", "*-RC", NameGrammar.TAG)).isEqualTo(new Meeting.At("V-RC"));
    assertThat(meeter.meet("-*", "*", NameGrammar.TAG)).isEqualTo(new Meeting.Nowhere());
    assertThatCode(() -> Tag.of("V-RC")).doesNotThrowAnyException();
  }

  @Test
  void whatWouldTakeTooLongIsNotDecided() {
    PatternMeeter meeter = new PatternMeeter(1_000);
    String stars = "a*".repeat(100);

    assertThat(meeter.meet(stars + "b", "*" + stars + "?c", NameGrammar.REPOSITORY))
        .isEqualTo(new Meeting.Nowhere());
    assertThat(meeter.meet("*" + stars, "**" + stars + "*", NameGrammar.REPOSITORY))
        .isEqualTo(new Meeting.Undecided());
  }

  private static String pattern(Random random) {
    while (true) {
      StringBuilder pattern = new StringBuilder();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        pattern.append(List.of("a", "b", "/", "-", "*", "**", "?").get(random.nextInt(7)));
      }
      if (!pattern.toString().startsWith("/") && !pattern.toString().endsWith("/")) {
        return pattern.toString();
      }
    }
  }

  private static List<String> names(String alphabet, int longest) {
    List<String> all = new ArrayList<>();
    List<String> last = List.of("");
    for (int length = 1; length <= longest; length++) {
      List<String> next = new ArrayList<>();
      for (String name : last) {
        alphabet.chars().forEach(c -> next.add(name + (char) c));
      }
      all.addAll(next);
      last = next;
    }
    return all.stream()
        .filter(name -> name.matches("[ab]+(?:-+[ab]+)*(?:/[ab]+(?:-+[ab]+)*)*"))
        .toList();
  }
}
