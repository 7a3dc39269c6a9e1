package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code rules apply}: what is shown, and what is done. */
class ApplyRulesTest extends CommandTest {
  private static final String FILE =
      """
      rules:
      - name: kept
        source: { registry: shanghai, repositories: "prod/**" }
        targets: [{ registry: frankfurt }]
      - name: changed
        source: { registry: shanghai, repositories: "prod/**", tags: "v*" }
        targets: [{ registry: frankfurt }]
      - name: made
        source: { registry: shanghai, repositories: "test/**" }
        targets: [{ registry: virginia }]
      """;

  @BeforeEach
  void answer() throws IOException {
    String items =
        Stream.of("kept", "changed", "removed")
            .map(ApplyRulesTest::rule)
            .reduce((some, more) -> some + "," + more)
            .orElseThrow();
    api()
        .on("GET /api/v1/rules", 200, "{\"items\":[" + items + "]}")
        .on("POST /api/v1/rules", 201, rule("made"))
        .on("PUT /api/v1/rules/changed", 200, rule("changed"))
        .on("DELETE /api/v1/rules/removed", 204, "");
    write("rules.yaml", FILE);
  }

  /** As the API tells of it. */
  private static String rule(String name) {
    try {
      String source = "\"source\":{\"registry\":\"shanghai\",\"repositories\":\"prod/**\"}";
      String targets = "\"targets\":[{\"registry\":\"frankfurt\"}]";
      RuleSpec spec =
          Json.strict()
              .readValue(
                  "{\"name\":\"" + name + "\"," + source + "," + targets + "}", RuleSpec.class);
      Instant then = Instant.parse("2026-11-22T03:00:00Z");
      return Json.lenient()
          .writeValueAsString(new Rule(new RuleId(new UUID(0, 1)), 4, then, then, spec));
    } catch (JsonProcessingException wrong) {
      throw new AssertionError(wrong);
    }
  }

  @Test
  void whatWouldChangeIsShownAndNothingIsDone() {
    CommandRun run = apply("--dry-run", "--prune");

    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("+ made", "    + source.registry: \"shanghai\"")
        .contains("~ changed", "    ~ source.tags: [\"*\"] -> [\"v*\"]")
        .contains("- removed")
        .doesNotContain(" kept")
        .contains("1 to make, 1 to change, 1 to remove, 1 as they are.");
    assertThat(api().asked()).allSatisfy(asked -> assertThat(asked).startsWith("GET "));
  }

  @Test
  void whatWasShownIsDone() {
    CommandRun run = apply("--yes", "--prune");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(api().asked())
        .anySatisfy(asked -> assertThat(asked).startsWith("POST ").contains("\"name\":\"made\""))
        .anySatisfy(asked -> assertThat(asked).startsWith("PUT ").contains("\"revision\":4"))
        .anySatisfy(asked -> assertThat(asked).startsWith("DELETE /api/v1/rules/removed"));
  }

  @Test
  void rulesThatTheFileDoesNotHaveStayWhereNothingElseIsSaid() {
    assertThat(apply("--yes").exitCode()).isEqualTo(ExitCodes.OK);

    assertThat(api().asked()).noneSatisfy(asked -> assertThat(asked).startsWith("DELETE"));
  }

  @Test
  void withoutATerminalItHasToBeSaid() {
    CommandRun run = apply();

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("--yes");
    assertThat(api().asked()).allSatisfy(asked -> assertThat(asked).startsWith("GET "));
  }

  @Test
  void aliasesAreRefusedSoThatNoneUnfoldsAndNoneIsTakenForItsName() throws IOException {
    StringBuilder laughs = new StringBuilder("a0: &a0 lol\n");
    for (int i = 1; i < 30; i++) {
      laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9)));
    }
    write("rules.yaml", laughs + FILE);

    CommandRun run = apply("--yes");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("has a YAML alias (*a0, line 2), which is not supported");
    assertThat(api().asked()).isEmpty();
  }

  @Test
  void bracketsThatNeverCloseAreAMistake() throws IOException {
    write("rules.yaml", "rules: " + "[".repeat(100_000));

    CommandRun run = apply("--yes");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("rules.yaml").doesNotContain("Exception");
  }

  @Test
  void aMistakeInTheFileIsNamedBeforeAnythingIsDone() throws IOException {
    write("rules.yaml", FILE.replace("tags:", "tgas:"));

    CommandRun run = apply("--yes");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("changed", "tgas");
    assertThat(api().asked()).isEmpty();
  }

  private CommandRun apply(String... options) {
    return run(
        Stream.concat(Stream.of("rules", "apply", "-f", "rules.yaml"), Stream.of(options))
            .toArray(String[]::new));
  }
}
