package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code sync}, {@code scan} and {@code rules plan}: what is there already. */
class SyncCommandTest extends CommandTest {
  @Test
  void aSyncThatIsWaitedForEndsAsItsTasksEnd() {
    api()
        .on("POST /api/v1/tasks", 202, "{\"eventId\":\"e1\"}")
        .on("GET /api/v1/records?event=e1", 200, "{\"items\":[]}")
        .on("GET /api/v1/records?event=e1", 200, record("running"))
        .on("GET /api/v1/records?event=e1", 200, record("failed"));

    CommandRun run = run("sync", "shanghai/a:1", "--wait");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).contains("frankfurt/a:1 failed: NETWORK: no route.");
  }

  @Test
  void anImageThatNoRuleTakesSaysOfEachRuleWhyNotAndFails() {
    api()
        .on(
            "POST /api/v1/tasks",
            409,
            """
            {"detail":"No rule takes shanghai/a:1.","rules":[
              {"ruleName":"prod","fit":"disabled","why":"is disabled; enabled, it would take it"},
              {"ruleName":"rc","fit":"tag","why":"does not: its source.tags (rc*) do not match '1'"}]}\
            """);

    CommandRun run = run("sync", "shanghai/a:1");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err().lines())
        .containsExactly(
            "waybill: No rule takes shanghai/a:1.",
            "  - prod is disabled; enabled, it would take it.",
            "  - rc does not: its source.tags (rc*) do not match '1'.");
  }

  @Test
  void aRuleIsScannedAndItsTasksAreWaitedFor() {
    api()
        .on("POST /api/v1/scans", 202, scan("running", 0, "{}"))
        .on("GET /api/v1/scans/" + SCAN, 200, scan("done", 2, "{\"succeeded\":1}"))
        .on("GET /api/v1/scans/" + SCAN, 200, scan("done", 2, "{\"succeeded\":2}"));

    CommandRun run = run("scan", "prod", "--tag", "v1", "--wait");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("done", "5 equal", "2 succeeded");
  }

  @Test
  void aRepositoryIsSyncedByTheRulesThatNameIt() {
    api()
        .on("GET /api/v1/rules", 200, "{\"items\":[" + RULE + "]}")
        .on("POST /api/v1/scans", 202, scan("running", 0, "{}"));

    CommandRun run = run("sync", "shanghai/prod/app");
    CommandRun none = run("sync", "shanghai/other/app");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("Started scan " + SCAN);
    assertThat(none.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(none.err()).contains("--to");
  }

  @Test
  void aPlanShowsWhatARuleWouldDo() throws IOException {
    write(
        "rule.yaml",
        "{ name: x, source: { registry: here, repositories: a }, targets: [{ registry: there }] }");
    api()
        .on(
            "POST /api/v1/rules:preview",
            200,
            """
            {"id":"%s","state":"done","counts":{"absent":1,"different":1,"equal":3,"bytes":2097152},
             "items":[{"verdict":"overwrite","source":"shanghai/a:1","target":"frankfurt/a:1","bytes":1048576}]}\
            """
                .formatted(SCAN));

    CommandRun run = run("rules", "plan", "rule.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("overwrite", "frankfurt/a:1", "1.0 MiB", "2.0 MiB at most", "3 are equal")
        .doesNotContain("never");
  }

  @Test
  void aPlanSaysWhatItWouldLeaveAlone() {
    api().on("POST /api/v1/rules:preview", 200, plan("\"matching\":2,\"refused\":2"));

    assertThat(run("rules", "plan", "prod").out())
        .contains("2 are left alone because the rule's overwrite is never");
  }

  @Test
  void aPlanOfARuleThatFitsNothingSaysSo() {
    api()
        .on(
            "POST /api/v1/rules:preview",
            200,
            plan("\"repositories\":3,\"tags\":7,\"matching\":0,\"equal\":0"))
        .on("POST /api/v1/rules:preview", 200, plan("\"repositories\":0,\"matching\":0"));

    CommandRun run = run("rules", "plan", "prod");
    CommandRun nowhere = run("rules", "plan", "prod");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("No image of shanghai matches", "fit 3, but source.tags none of their tags (7)")
        .doesNotContain("would be copied", "are equal");
    assertThat(nowhere.out()).contains("source.repositories fit none of its repositories");
  }

  private static String plan(String counts) {
    return "{\"id\":\"%s\",\"source\":\"shanghai\",\"state\":\"done\",\"counts\":{%s},\"items\":[]}"
        .formatted(SCAN, counts);
  }

  private static String scan(String state, int planned, String tasks) {
    return """
    {"id":"%s","ruleName":"prod","state":"%s","counts":{"equal":5,"planned":%d},"steps":{},
     "tasks":%s}\
    """
        .formatted(SCAN, state, planned, tasks);
  }

  private static String record(String status) {
    String failure =
        status.equals("failed")
            ? ",\"failure\":{\"code\":\"NETWORK\",\"reason\":\"no route.\",\"hint\":\"Look.\"}"
            : "";
    return "{\"items\":[{\"status\":\""
        + status
        + "\",\"target\":\"frankfurt/a:1\""
        + failure
        + "}]}";
  }
}
