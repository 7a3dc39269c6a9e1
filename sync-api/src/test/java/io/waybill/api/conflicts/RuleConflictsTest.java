package io.waybill.api.conflicts;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Flatten;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RuleConflictsTest {
  @Test
  void rulesThatWriteDifferentPlacesSayNothing() {
    Rule one = rule("one", "a", "prod/**", "*", target("b", "{repository}", "{tag}"));

    assertThat(warnings(one, rule("x", "c", "test/**", "*", target("b", "{repository}", "{tag}"))))
        .isEmpty();
    assertThat(warnings(one, rule("x", "c", "prod/**", "*", target("d", "{repository}", "{tag}"))))
        .isEmpty();
    assertThat(
            warnings(one, rule("x", "c", "**", "*", target("b", "from-c/{repository}", "{tag}"))))
        .isEmpty();
    assertThat(warnings(one, rule("x", "c", "**", "v*", target("b", "{repository}", "{tag}"))))
        .hasSize(1);
    assertThat(
            warnings(
                rule("one", "a", "prod/**", "v*", target("b", "{repository}", "{tag}")),
                rule("x", "c", "prod/**", "w*", target("b", "{repository}", "{tag}"))))
        .isEmpty();
  }

  @Test
  void aPlaceThatTwoRulesWriteIsNamedWithAnExampleOfEach() {
    Rule one = rule("one", "a", "prod/**", "v*", target("b", "mirror/{repository}", "{tag}"));
    Rule two = rule("two", "c", "**", "*", target("b", "mirror/{repository}", "{tag}"));

    assertThat(warnings(one, two))
        .containsExactly(
            "targets[0]: the rule two writes the same tags: b/mirror/prod/a:v gets c/prod/a:v by"
                + " that rule and a/prod/a:v by this one; what is copied last stays there.");
  }

  @Test
  void whatFlatteningMakesTheSameIsSeen() {
    RuleTarget flat =
        new RuleTarget(Registry.of("b"), Template.parse("{repository}"), null, Flatten.parse("1"));
    Rule one = rule("one", "a", "prod/app", "*", flat);
    Rule two = rule("two", "c", "test/app", "*", flat);

    assertThat(warnings(one, two)).singleElement().asString().contains("b/app:", "c/test/app:");
  }

  @Test
  void theSameImagesToTheSamePlaceAreSaidToBeTheSame() {
    Rule one = rule("one", "a", "prod/**", "*", target("b", "{repository}", "{tag}"));
    Rule two = rule("two", "a", "prod/app", "*", target("b", "{repository}", "{tag}"));

    assertThat(warnings(one, two))
        .singleElement()
        .asString()
        .contains("copies the same images to the same place");
  }

  @Test
  void whatWasNotTriedIsOnlySaidToBePossible() {
    Rule one = rule("one", "a", "/prod/[xyz]+[0-9]/", "*", target("b", "{repository}", "{tag}"));
    Rule two = rule("two", "c", "prod/**", "*", target("b", "{repository}", "{tag}"));

    assertThat(warnings(one, two)).singleElement().asString().contains("may write the same tags");
  }

  @Test
  void disabledRulesAndEarlierRevisionsAreNotMet() {
    Rule one = rule("one", "a", "prod/**", "*", target("b", "{repository}", "{tag}"));
    Rule off =
        rule(
            rule("off", "c", "**", "*", target("b", "{repository}", "{tag}"))
                .spec()
                .draft()
                .enabled(false)
                .build());

    assertThat(warnings(one, off)).isEmpty();
    assertThat(warnings(one, rule(one.spec().draft().referrers(false).build()))).isEmpty();
  }

  @Test
  void twoRegistriesThatCopyToEachOtherComeToRestAndAreToldOf() {
    Rule there = rule("there", "a", "prod/**", "*", target("b", "{repository}", "{tag}"));
    Rule back = rule("back", "b", "prod/**", "*", target("a", "{repository}", "{tag}"));

    Findings findings = RuleConflicts.of(back, List.of(there));

    assertThat(findings.refusals()).isEmpty();
    assertThat(findings.warnings())
        .first()
        .asString()
        .startsWith(
            "Together with there it goes round: b/prod/a:v1 -> a/prod/a:v1 -> b/prod/a:v1. That"
                + " comes to rest by itself.");
  }

  @Test
  void aRoundThatMakesANewNameEachTimeIsRefused() {
    Rule there = rule("there", "a", "**", "*", target("b", "mirror/{repository}", "{tag}"));
    Rule back = rule("back", "b", "**", "*", target("a", "{repository}", "{tag}"));

    for (Rule rule : List.of(there, back)) {
      Findings findings = RuleConflicts.of(rule, List.of(there, back));
      assertThat(findings.refusals()).as(rule.name()).hasSize(1);
      assertThat(findings.refusals().getFirst().key()).isEqualTo("targets[0]");
      assertThat(findings.refusals().getFirst().sentence())
          .contains("makes a new name each time", "mirror/mirror/");
    }
  }

  @Test
  void aRuleThatFeedsItselfIsRefused() {
    Rule self = rule("self", "a", "**", "*", target("a", "mirror/{repository}", "{tag}"));
    Rule tags = rule("tags", "a", "**", "*", target("a", "{repository}", "{tag}-cn"));

    assertThat(RuleConflicts.of(self, List.of()).refusals().getFirst().sentence())
        .startsWith("it feeds itself and makes a new name each time: a/a:v1 -> a/mirror/a:v1");
    assertThat(RuleConflicts.of(tags, List.of()).refusals()).hasSize(1);
  }

  @Test
  void aRoundOverThreeRegistriesIsSeenAndOneThatIsCutIsNone() {
    Rule one = rule("one", "a", "**", "*", target("b", "x/{repository}", "{tag}"));
    Rule two = rule("two", "b", "**", "*", target("c", "{repository}", "{tag}"));
    Rule three = rule("three", "c", "**", "*", target("a", "{repository}", "{tag}"));
    RuleSource without =
        one.spec().source().withoutRepositories(List.of(NamePattern.parse("x/**")));

    assertThat(RuleConflicts.of(three, List.of(one, two)).refusals()).hasSize(1);
    assertThat(
            RuleConflicts.of(rule(one.spec().draft().source(without).build()), List.of(two, three))
                .refusals())
        .isEmpty();
  }

  @Test
  void whatIsFurtherDownTheWayOfAnotherLoopIsNotBlamedForIt() {
    Rule there = rule("there", "a", "**", "*", target("b", "mirror/{repository}", "{tag}"));
    Rule back = rule("back", "b", "**", "*", target("a", "{repository}", "{tag}"));
    Rule feeding = rule("feeding", "z", "**", "*", target("a", "{repository}", "{tag}"));

    assertThat(RuleConflicts.of(feeding, List.of(there, back)).refusals()).isEmpty();
  }

  private static List<String> warnings(Rule rule, Rule other) {
    Findings findings = RuleConflicts.of(rule, List.of(other));
    assertThat(findings.refusals()).isEmpty();
    return findings.warnings();
  }

  private static RuleTarget target(String registry, String repository, String tag) {
    return new RuleTarget(
        Registry.of(registry), Template.parse(repository), Template.parse(tag), null);
  }

  private static Rule rule(
      String name, String registry, String repositories, String tags, RuleTarget target) {
    RuleSource source =
        new RuleSource(
            Registry.of(registry),
            List.of(NamePattern.parse(repositories)),
            List.of(NamePattern.parse(tags)),
            null);
    return rule(RuleSpec.of(name, source, List.of(target)));
  }

  private static Rule rule(RuleSpec spec) {
    RuleId id = new RuleId(UUID.nameUUIDFromBytes(spec.name().getBytes(StandardCharsets.UTF_8)));
    return new Rule(id, 1, Instant.EPOCH, Instant.EPOCH, spec);
  }
}
