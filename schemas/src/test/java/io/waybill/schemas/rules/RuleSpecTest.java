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
            new RuleSpec(
                "n",
                false,
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
                        new Flatten(2))),
                false,
                Overwrite.BACKUP,
                TimeSpan.ofSeconds(90)));
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
  void aTimeoutThatNoCopyKeepsIsRefused() {
    assertThatThrownBy(
            () ->
                new RuleSpec(
                    "n",
                    true,
                    SOURCE,
                    List.of(TARGET),
                    true,
                    Overwrite.ALWAYS,
                    TimeSpan.parse("999ms")))
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
