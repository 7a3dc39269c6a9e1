package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Json;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleSpecTest {
  private static final RuleTarget TARGET = RuleTarget.of(Registry.of("frankfurt"));
  private static final RuleSource SOURCE =
      new RuleSource(
          Registry.of("shanghai"),
          List.of(Glob.parse("prod/**"), Glob.parse("base/*")),
          List.of(Glob.parse("v*"), Glob.parse("latest")),
          List.of(Glob.parse("*-rc*")));

  @Test
  void whatIsLeftOutHasADefault() throws Exception {
    String written =
        """
        {"name": "n", "source": {"registry": "shanghai", "repositories": "**"},
         "targets": [{"registry": "frankfurt"}]}
        """;

    RuleSpec spec = Json.strict().readValue(written, RuleSpec.class);

    assertThat(spec.enabled()).isTrue();
    assertThat(spec.referrers()).isTrue();
    assertThat(spec.overwrite()).isEqualTo(Overwrite.ALWAYS);
    assertThat(spec.timeout()).isEqualTo(TimeSpan.parse("2h"));
    assertThat(spec.source().tags()).containsExactly(Glob.parse("*"));
    assertThat(spec.source().excludeTags()).isEmpty();
    assertThat(spec.targets()).containsExactly(TARGET);
  }

  @Test
  void everySettingIsRead() throws Exception {
    String written =
        """
        {"name": "n", "enabled": false, "referrers": false, "overwrite": "backup", "timeout": "90s",
         "source": {"registry": "shanghai", "repositories": ["a", "b/*"], "tags": ["v*", "w*"], "excludeTags": "*-rc*"},
         "targets": [{"registry": "frankfurt", "repository": "m/{name}", "tag": "{tag}-cn", "flatten": 2}]}
        """;

    RuleSpec spec = Json.strict().readValue(written, RuleSpec.class);

    assertThat(Json.strict().readValue(Json.strict().writeValueAsBytes(spec), RuleSpec.class))
        .isEqualTo(spec)
        .isEqualTo(
            new RuleDraft(
                    "n",
                    new RuleSource(
                        Registry.of("shanghai"),
                        List.of(Glob.parse("a"), Glob.parse("b/*")),
                        List.of(Glob.parse("v*"), Glob.parse("w*")),
                        List.of(Glob.parse("*-rc*"))),
                    List.of(
                        new RuleTarget(
                            Registry.of("frankfurt"),
                            Template.parse("m/{name}"),
                            Template.parse("{tag}-cn"),
                            new Flatten(2))))
                .enabled(false)
                .referrers(false)
                .overwrite(Overwrite.BACKUP)
                .timeout(TimeSpan.ofSeconds(90))
                .build());
  }

  @Test
  void platformsAreSelectedInADeclaredMode() throws Exception {
    RuleSpec spec =
        read("\"platforms\": [\"linux/amd64\", \"linux/arm/v7\"], \"platformMode\": \"rebuilt\"");

    assertThat(spec.platforms())
        .containsExactly(
            PlatformPattern.parse("linux/amd64"), PlatformPattern.parse("linux/arm/v7"));
    assertThat(spec.platformMode()).isEqualTo(PlatformMode.REBUILT);
    assertThat(read("\"platforms\": \"linux/amd64\", \"platformMode\": \"sparse\"").platforms())
        .hasSize(1);
    assertThat(read("\"platforms\": []").platforms()).isNull();
  }

  @Test
  void aSelectionWithoutItsModeIsRefused() {
    assertThatThrownBy(() -> read("\"platforms\": [\"linux/amd64\"]"))
        .hasMessageContaining("platforms needs platformMode: sparse");
    assertThatThrownBy(() -> read("\"platformMode\": \"sparse\""))
        .hasMessageContaining("name some in platforms");
    assertThatThrownBy(() -> read("\"platforms\": [\"amd64\"], \"platformMode\": \"sparse\""))
        .hasMessageContaining("\"amd64\" is not a platform: expected os/architecture");
  }

  private static RuleSpec read(String settings) throws Exception {
    return Json.strict()
        .readValue(
            "{\"name\": \"n\", \"source\": {\"registry\": \"a\", \"repositories\": \"**\"},"
                + " \"targets\": [{\"registry\": \"b\"}], "
                + settings
                + "}",
            RuleSpec.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "-a", "a/b", "ä"})
  void aNameThatCommandLinesCannotSayIsRefused(String name) {
    assertThatThrownBy(() -> RuleSpec.of(name, SOURCE, List.of(TARGET)))
        .hasMessage(
            "name must be 1 to 100 letters, digits, dots, dashes or underscores, not \"%s\"", name);
  }

  @Test
  void aRuleWithoutTargetsOrWithTooManyIsRefused() {
    assertThatThrownBy(() -> RuleSpec.of("n", SOURCE, List.of()))
        .hasMessage("targets must have 1 to 100 entries");
    assertThatThrownBy(() -> RuleSpec.of("n", SOURCE, Collections.nCopies(101, TARGET)))
        .hasMessage("targets must have 1 to 100 entries");
  }

  @Test
  void shortFormsAndDefaultsAreTheSameAsTheLongOnes() throws Exception {
    assertThat(read("\"deletes\": \"propagate\", \"schedule\": \"0 3 * * *\""))
        .isEqualTo(
            read(
                """
                "deletes": {"policy": "propagate", "brake": {"count": 20}},
                "schedule": {"cron": "0 3 * * *", "timeZone": "Z"}
                """));
    assertThat(
            read(
                """
                "deletes": "ignore", "backfill": false, "priority": "normal", "artifacts": "any"
                """))
        .isEqualTo(read("\"enabled\": true"));
  }

  @Test
  void whatHasNoMeaningIsRefusedWithASentence() {
    assertThatThrownBy(() -> read("\"schedule\": \"daily\""))
        .hasMessageContaining("five fields such as \"0 3 * * *\", not \"daily\"");
    assertThatThrownBy(
            () -> read("\"schedule\": {\"cron\": \"0 3 * * *\", \"timeZone\": \"Mars\"}"))
        .hasMessageContaining("such as Europe/Berlin or UTC, not \"Mars\"");
    assertThatThrownBy(() -> read("\"deletes\": \"all\""))
        .hasMessageContaining("deletes must be ignore or propagate, not \"all\"");
    assertThatThrownBy(
            () -> read("\"deletes\": {\"policy\": \"propagate\", \"brake\": {\"percent\": 101}}"))
        .hasMessageContaining("percent must be from 0 to 100, not 101");
    assertThatThrownBy(() -> read("\"artifacts\": [\"picture\"]"))
        .hasMessageContaining("image, chart, any or a media type");
  }

  @Test
  void aTimeoutThatNoCopyKeepsIsRefused() {
    assertThatThrownBy(
            () ->
                new RuleDraft("n", SOURCE, List.of(TARGET))
                    .timeout(TimeSpan.parse("999ms"))
                    .build())
        .hasMessage("timeout must be at least 1s, not 999ms");
  }

  @Test
  void aSourceIsAboutItsRegistrysRepositoriesAndTags() {
    Repository app = Repository.parse("shanghai/prod/app");

    assertThat(SOURCE.matches(app)).isTrue();
    assertThat(SOURCE.matches(Repository.parse("shanghai/base/debian"))).isTrue();
    assertThat(SOURCE.matches(Repository.parse("shanghai/test/app"))).isFalse();
    assertThat(SOURCE.matches(Repository.parse("beijing/prod/app"))).isFalse();
    assertThat(SOURCE.matches(app, Tag.of("v1"))).isTrue();
    assertThat(SOURCE.matches(app, Tag.of("latest"))).isTrue();
    assertThat(SOURCE.matches(app, Tag.of("v1-rc1"))).isFalse();
    assertThat(SOURCE.matches(app, Tag.of("edge"))).isFalse();
  }
}
