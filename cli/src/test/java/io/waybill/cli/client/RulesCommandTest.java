package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code rules}: list, get, create and the deletes of one. */
class RulesCommandTest extends CommandTest {
  private static final String MINIMAL =
      "source: { registry: here, repositories: a }, targets: [{ registry: there }]";

  private static final String RULE_FILE =
      """
      name: prod
      source: { registry: here, repositories: "prod/**" }
      targets: [{ registry: there }]
      """;

  @Test
  void rulesAreListedAsATable() {
    api().on("GET /api/v1/rules", 200, "{\"items\":[" + RULE + "]}");

    CommandRun run = run("rules", "list");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("NAME", "prod", "shanghai/prod/**:v*", "frankfurt/mirror/{repository}");
  }

  @Test
  void everyPageOfAListIsRead() {
    api()
        .on("GET /api/v1/rules", 200, "{\"items\":[" + RULE + "],\"nextCursor\":\"c+1\"}")
        .on(
            "GET /api/v1/rules?cursor=c%2B1",
            200, "{\"items\":[" + RULE.replace("\"prod\"", "\"second\"") + "]}");

    CommandRun run = run("rules", "list", "-o", "json");

    assertThat(run.out()).startsWith("[").contains("\"prod\"").contains("\"second\"");
  }

  @Test
  void aRuleIsMadeFromYaml() throws IOException {
    write(
        "rule.yaml",
        """
        name: prod
        source: { registry: shanghai, repositories: "prod/**" }
        targets:
        - { registry: frankfurt }
        """);
    api().on("POST /api/v1/rules", 201, RULE);

    CommandRun run = run("rules", "create", "-f", "rule.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("Made rule prod (2bea0340");
    assertThat(api().asked())
        .singleElement()
        .asString()
        .contains("\"repositories\":\"prod/**\"")
        .contains("\"registry\":\"frankfurt\"");
  }

  @Test
  void aRuleThatTheApiRefusesIsAMistakeInTheApisWords() throws IOException {
    write("rule.yaml", RULE_FILE);
    api()
        .on(
            "POST /api/v1/rules",
            422,
            "{\"title\":\"Unprocessable\",\"detail\":\"source: is missing.\"}");

    CommandRun run = run("rules", "create", "-f", "rule.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).isEqualTo("waybill: source: is missing.\n");
  }

  @Test
  void everyMistakeOfEveryRuleHasALineAndNothingIsAsked() throws IOException {
    write(
        "rules.yaml",
        """
        name: one
        enabeld: true
        source: { registry: here, repositories: "[" }
        targets: [{ registry: there }]
        ---
        name: two
        targets: []
        """);

    for (String command : new String[] {"create -f", "apply --yes -f", "plan"}) {
      CommandRun run = run(("rules " + command + " rules.yaml").split(" ", -1));

      assertThat(run.exitCode()).as(command).isEqualTo(ExitCodes.USAGE);
      assertThat(run.err().lines())
          .as(command)
          .satisfiesExactlyInAnyOrder(
              head -> assertThat(head).contains("because of 4 mistakes:"),
              line -> assertThat(line).startsWith("  - rule 1 (one): unknown key \"enabeld\""),
              line -> assertThat(line).startsWith("  - rule 1 (one): source.repositories"),
              line -> assertThat(line).startsWith("  - rule 2 (two): source is missing."),
              line -> assertThat(line).startsWith("  - rule 2 (two): targets must have 1 to 100"));
    }
    assertThat(api().asked()).isEmpty();
  }

  @Test
  void whatTheApiFindsWrongIsToldOfAllRulesAndTheOthersAreMade() throws IOException {
    write("rules.yaml", RULE_FILE + "---\n" + RULE_FILE + "---\n" + RULE_FILE);
    api()
        .on(
            "POST /api/v1/rules",
            422,
            """
            {"detail":"All in one line.","problems":[
              {"key":"source.registry","detail":"source.registry: it is not configured"},
              {"key":"targets[0].registry","detail":"targets[0].registry: nor is this"}]}\
            """)
        .on("POST /api/v1/rules", 201, RULE)
        .on("POST /api/v1/rules", 422, "{\"detail\":\"schedule: no.\"}");

    CommandRun run = run("rules", "create", "-f", "rules.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).contains("Made rule prod");
    assertThat(run.err().lines())
        .containsExactly(
            "waybill: Not all of the rules were made, because of 3 mistakes:",
            "  - rule 1 (prod): source.registry: it is not configured.",
            "  - rule 1 (prod): targets[0].registry: nor is this.",
            "  - rule 3 (prod): schedule: no.");
  }

  @Test
  void aFileThatIsNoYamlIsNamedWithItsLine() throws IOException {
    write("rule.yaml", "name: prod\n  tags: [\n");

    CommandRun run = run("rules", "create", "-f", "rule.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err())
        .contains("rule.yaml")
        .contains("line 2")
        .doesNotContain("in 'reader'")
        .hasLineCount(1);
    assertThat(api().asked()).isEmpty();
  }

  @Test
  void rulesOfSeveralDocumentsAreAllMade() throws IOException {
    write(
        "rules.yaml",
        """
        # the first
        ---
        { name: one, %1$s }
        ---
        rules: [{ name: two, %1$s }, { name: three, %1$s }]
        ---
        ---
        { name: four, %1$s }
        ---
        # nothing
        """
            .formatted(MINIMAL));
    api().on("POST /api/v1/rules", 201, RULE);

    CommandRun run = run("rules", "create", "-f", "rules.yaml");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(api().asked())
        .extracting(asked -> asked.replaceFirst(".*\"name\":\"([a-z]+)\".*", "$1"))
        .containsExactly("one", "two", "three", "four");
  }

  @Test
  void noRuleIsMadeWhereALaterDocumentCannotBeRead() throws IOException {
    write("rules.yaml", "name: one\n---\nname: [\n");

    CommandRun run = run("rules", "create", "-f", "rules.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("rules.yaml", "neither YAML nor JSON");
    assertThat(api().asked()).isEmpty();
  }

  @Test
  void aListWithoutItsKeyIsRefusedWithTheRightForm() throws IOException {
    write("rules.yaml", "- name: one\n- name: two\n");

    CommandRun run = run("rules", "create", "-f", "rules.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("rules.yaml holds a list", "rules: [{name: ...}");
    assertThat(api().asked()).isEmpty();
  }

  @Test
  void aFileWithoutRulesIsRefused() throws IOException {
    write("rules.yaml", "# to be written\n");

    CommandRun run = run("rules", "create", "-f", "rules.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("rules.yaml holds no rules");
  }

  @Test
  void aRuleThatIsNotThereFails() {
    CommandRun run = run("rules", "get", "none");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("There is no GET /api/v1/rules/none");
  }

  @Test
  void deletesThatAreHeldAreShownWithWhatToDo() {
    api()
        .on(
            "GET /api/v1/rules/prod/deletes",
            200,
            """
            {"policy":"propagate","held":true,"waiting":312,"releasedLastHour":0,
             "brake":{"count":20,"percent":10},"heldSince":"2026-11-22T03:00:00Z",
             "heldUntil":"2026-11-22T03:00:07.12Z",
             "reason":"312 tags would be deleted within an hour, and the limit is 20","records":"/x"}
            """);

    CommandRun run = run("rules", "deletes", "prod");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("312 wait, because 312 tags", "the limit is 20", "--discard")
        .contains("waybill records list --rule prod --status held")
        .contains("waybill rules deletes prod --release --held-until 2026-11-22T03:00:07.12Z");
  }

  @Test
  void deletesAreLetGoOrDiscarded() {
    api()
        .on("POST /api/v1/rules/prod/deletes:release", 200, "{\"released\":312}")
        .on("POST /api/v1/rules/prod/deletes:discard", 200, "{\"discarded\":2}");

    assertThat(run("rules", "deletes", "prod", "--release").out()).contains("Let 312 deletes go.");
    assertThat(run("rules", "deletes", "prod", "--discard").out()).contains("Discarded 2 deletes.");
    assertThat(run("rules", "deletes", "prod", "--release", "--discard").exitCode())
        .isEqualTo(ExitCodes.USAGE);
    assertThat(run("rules", "deletes", "prod", "--held-until", "2026-11-22T03:00:07Z").exitCode())
        .isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void onlyWhatWasShownIsLetGo() {
    api()
        .on(
            "POST /api/v1/rules/prod/deletes:release",
            200,
            "{\"released\":25,\"deletes\":{\"held\":true}}");

    CommandRun run =
        run("rules", "deletes", "prod", "--release", "--held-until", "2026-11-22T03:00:07.12Z");

    assertThat(run.out()).contains("Let 25 deletes go. Others were held since");
    assertThat(api().asked())
        .last()
        .asString()
        .endsWith("{\"heldUntil\":\"2026-11-22T03:00:07.12Z\"}");
  }
}
