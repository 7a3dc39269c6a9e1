package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleTargetTest {
  private static final Registry FRANKFURT = Registry.of("frankfurt");

  @Test
  void aTargetThatSaysNothingElseKeepsPathAndTag() {
    assertThat(RuleTarget.of(FRANKFURT).resolve(Reference.parse("shanghai/a/b/app:v1")))
        .hasToString("frankfurt/a/b/app:v1");
  }

  @Test
  void aDigestStaysOneWhateverTheTagTemplateSays() {
    String digest = "@sha256:" + "0".repeat(64);
    RuleTarget target = new RuleTarget(FRANKFURT, null, Template.parse("{tag}-cn"), null);

    assertThat(target.resolve(Reference.parse("shanghai/app" + digest)))
        .hasToString("frankfurt/app" + digest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mirror/{repository}           | {tag}            | none | frankfurt/mirror/a/b/app:v1
          mirror/{repository}           | {tag}            | 1    | frankfurt/mirror/b/app:v1
          mirror/{repository}           | {tag}            | all  | frankfurt/mirror/app:v1
          {namespace}/x-{name}          | {tag}-cn         | none | frankfurt/a/b/x-app:v1-cn
          {namespace}/{name}            | {tag}            | all  | frankfurt/a/b/app:v1
          {registry}/{repository}       | {tag}            | none | frankfurt/shanghai/a/b/app:v1
          all                           | {name}-{tag}     | none | frankfurt/all:app-v1
          {repository}                  | stable           | none | frankfurt/a/b/app:stable
          """)
  void templatesSayWhere(String repository, String tag, Flatten flatten, String expected) {
    RuleTarget target =
        new RuleTarget(FRANKFURT, Template.parse(repository), Template.parse(tag), flatten);

    assertThat(target.resolve(Reference.parse("shanghai/a/b/app:v1"))).hasToString(expected);
  }

  @Test
  void anEmptyNamespaceLeavesNoSlashBehind() {
    RuleTarget target =
        new RuleTarget(FRANKFURT, Template.parse("m/{namespace}/{name}"), null, null);

    assertThat(target.resolve(Reference.parse("shanghai/app:v1")))
        .hasToString("frankfurt/m/app:v1");
  }

  @Test
  void theAddressOfARegistryBecomesAComponent() {
    RuleTarget target =
        new RuleTarget(FRANKFURT, Template.parse("{registry}/{repository}"), null, null);

    assertThat(target.resolve(Reference.parse("Host.Example:5000/app:v1")))
        .hasToString("frankfurt/host.example-5000/app:v1");
  }

  /** Harbor's "Flatten 1 Level" and so on: that many leading components go; the last never does. */
  @ParameterizedTest
  @CsvSource({
    "none, a/b/c/d, a/b/c/d",
    "1, a/b/c/d, b/c/d",
    "2, a/b/c/d, c/d",
    "3, a/b/c/d, d",
    "9, a/b/c/d, d",
    "all, a/b/c/d, d",
    "all, d, d",
    "1, d, d",
  })
  void flatteningDropsLeadingComponents(Flatten flatten, String path, String kept) {
    assertThat(flatten.apply(path)).isEqualTo(kept);
    assertThat(Flatten.parse(flatten.toString())).isEqualTo(flatten);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "1000", "some", "ALL", " 1"})
  void anotherFlatteningIsRefused(String text) {
    assertThatThrownBy(() -> Flatten.parse(text))
        .hasMessage("flatten must be none, all or a number of levels >= 1, not \"%s\"", text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {repo}       | the template "{repo}" has an unknown variable {repo}: known are {registry}, {repository}, {namespace}, {name} and {tag}
          a/{name      | the template "a/{name" does not close a '{'
          {}           | the template "{}" has an unknown variable {}: known are {registry}, {repository}, {namespace}, {name} and {tag}
          """)
  void aTemplateThatIsNotOneIsRefused(String text, String why) {
    assertThatThrownBy(() -> Template.parse(text)).hasMessage(why);
  }

  @ParameterizedTest
  @CsvSource({
    "Mirror/{repository}, {tag}, Mirror/a/b/c",
    "m/{repository}:x, {tag}, m/a/b/c:x",
    "name}, {tag}, name}",
    "{repository}, {tag}/x, v1/x",
    "{repository}, .{tag}, .v1",
  })
  void templatesThatMakeNoNameAreRefusedWhenTheRuleIsMade(
      String repository, String tag, String name) {
    assertThatThrownBy(
            () -> new RuleTarget(FRANKFURT, Template.parse(repository), Template.parse(tag), null))
        .hasMessageStartingWith(
            "the templates make no valid name (tried with a/b/c:v1): \"%s\" is not a ", name);
  }

  @Test
  void aTemplateThatFitsOnlyShortPathsIsTaken() {
    RuleTarget target =
        new RuleTarget(
            FRANKFURT, Template.parse("all"), Template.parse("{repository}-{tag}"), null);

    assertThat(target.resolve(Reference.parse("shanghai/app:v1")))
        .hasToString("frankfurt/all:app-v1");
  }
}
