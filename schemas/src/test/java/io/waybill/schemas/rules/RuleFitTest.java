package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each thing that can be in the way, and how it is told; that planners agree is tested there. */
class RuleFitTest {
  private static final RuleSpec RULE =
      RuleSpec.of(
          "prod-to-eu",
          new RuleSource(
              Registry.of("shanghai"),
              List.of(NamePattern.parse("prod/**")),
              List.of(NamePattern.parse("prod/test/**")),
              List.of(NamePattern.parse("v*")),
              List.of(NamePattern.parse("*-rc*")),
              null,
              null),
          List.of(
              new RuleTarget(
                  Registry.of("frankfurt"), Template.parse("mirror/{repository}"), null, null)));

  @Test
  void whatIsTakenSaysWhereItGoes() {
    RuleFit fit = fit(RULE, "shanghai/prod/app:v1");

    assertThat(fit.kind()).isEqualTo(RuleFit.Kind.TAKES);
    assertThat(fit.targets()).containsExactly(Reference.parse("frankfurt/mirror/prod/app:v1"));
    assertThat(
            fit(RULE.draft().artifacts(List.of(ArtifactType.CHART)).build(), "shanghai/prod/app:v1")
                .why())
        .isEqualTo("takes it, if it is of one of its artifacts (chart), which the copy finds out");
  }

  @Test
  void whatIsInTheWayIsNamed() {
    assertNot("shanghai/prod/app:v1-rc1", RuleFit.Kind.TAG_EXCLUDED, "excludeTags has \"*-rc*\"");
    assertNot("shanghai/prod/app:latest", RuleFit.Kind.TAG, "source.tags (v*) do not match");
    assertNot(
        "shanghai/prod/test/app:v1",
        RuleFit.Kind.REPOSITORY_EXCLUDED,
        "excludeRepositories has \"prod/test/**\", which matches \"prod/test/app\"");
    assertNot("shanghai/team/app:v1", RuleFit.Kind.REPOSITORY, "(prod/**) do not match");
    assertNot("tokyo/prod/app:v1", RuleFit.Kind.REGISTRY, "images of shanghai");
  }

  @Test
  void aDisabledRuleSaysSoOnlyWhereNothingElseIsInTheWay() {
    RuleSpec disabled = RULE.draft().enabled(false).build();

    assertThat(fit(disabled, "shanghai/prod/app:v1").kind()).isEqualTo(RuleFit.Kind.DISABLED);
    assertThat(fit(disabled, "shanghai/prod/app:latest").kind()).isEqualTo(RuleFit.Kind.TAG);
  }

  @Test
  void aTemplateThatMakesNoNameOfTheImageIsNamed() {
    RuleTarget own = RuleTarget.of(Registry.of("shanghai"));
    RuleSpec itself = RuleSpec.of("itself", RULE.source(), List.of(own));

    RuleFit fit = fit(itself, "shanghai/prod/app:v1");

    assertThat(fit.kind()).isEqualTo(RuleFit.Kind.NO_TARGET);
    assertThat(fit.why()).contains("in shanghai it is the image itself");
    assertThat(fit.targets()).isEmpty();
  }

  @Test
  void ofManyPatternsAFewAreSaid() {
    RuleSource source =
        new RuleSource(
            Registry.of("shanghai"),
            List.of("a", "b", "c", "d", "e", "f", "g").stream().map(NamePattern::parse).toList(),
            null,
            null);

    assertThat(fit(RuleSpec.of("many", source, RULE.targets()), "shanghai/prod/app:v1").why())
        .contains("(a, b, c, d, e and 2 more)");
  }

  private static void assertNot(String image, RuleFit.Kind kind, String words) {
    RuleFit fit = fit(RULE, image);
    assertThat(fit.kind()).isEqualTo(kind);
    assertThat(fit.why()).contains(words);
    assertThat(fit.targets()).isEmpty();
  }

  private static RuleFit fit(RuleSpec rule, String image) {
    return RuleFit.of(rule, Reference.parse(image));
  }
}
