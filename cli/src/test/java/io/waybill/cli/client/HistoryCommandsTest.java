package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import org.junit.jupiter.api.Test;

/** {@code stats}, {@code where} and {@code replays}. */
class HistoryCommandsTest extends CommandTest {
  private static final String DIGEST = "sha256:" + "1f".repeat(32);
  private static final String STATE =
      """
      {"image":"frankfurt/m/app:v1","region":"eu","digest":"%s","since":"2026-11-20T10:00:00.5Z",
       "put":true,"ruleName":"prod","checkedAt":"2026-11-22T03:00:00Z",
       "newest":{"status":"failed","failure":{"code":"NETWORK"}}}\
      """
          .formatted(DIGEST);

  @Test
  void whereASourceIsIsSaidInASentenceAndATable() {
    api()
        .on(
            "GET /api/v1/copies/shanghai/team/app/v1",
            200,
            "{\"items\":["
                + STATE
                + ",{\"image\":\"tokyo/app:v1\",\"newest\":{\"status\":\"queued\"}}]}");

    CommandRun run = run("where", "shanghai/team/app:v1");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .startsWith("shanghai/team/app:v1 is in 1 of 2 targets.")
        .contains("frankfurt/m/app:v1", "sha256:1f1f1f", "2026-11-20T10:00:00Z", "failed (NETWORK)")
        .contains("tokyo/app:v1", "queued");
  }

  @Test
  void whatIsAtATargetIsSaidInASentence() {
    api()
        .on("GET /api/v1/images/frankfurt/m/app/v1", 200, STATE)
        .on("GET /api/v1/copies/frankfurt/m/app/v1", 200, "{\"items\":[]}");

    CommandRun run = run("where", "frankfurt/m/app:v1");

    assertThat(run.out())
        .contains("frankfurt/m/app:v1 is " + DIGEST)
        .contains("put there on 2026-11-20T10:00:00Z by the rule prod")
        .contains("its newest task is failed (NETWORK)");
    assertThat(run("where", "frankfurt/m/app:v1", "--digest", DIGEST).exitCode())
        .isEqualTo(ExitCodes.OK);
    assertThat(run("where", "frankfurt/m/app:v1", "--digest", "sha256:other").exitCode())
        .isEqualTo(ExitCodes.FAILED);
    assertThat(run("where", "frankfurt/m/app:v1", "-o", "json").out())
        .startsWith("{")
        .contains("\"image\"", "\"copies\"");
  }

  @Test
  void anImageThatNoTaskWasAboutIsNotKnown() {
    api().on("GET /api/v1/copies/frankfurt/none/v1", 200, "{\"items\":[]}");

    CommandRun run = run("where", "frankfurt/none:v1");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).contains("No task was ever made from or to frankfurt/none:v1");
  }

  @Test
  void whyAnImageIsNotSomewhereIsSaidByTheRules() {
    String fits =
        """
        {"source":"shanghai/team/app:v1","taken":1,"others":2,"rules":[
          {"ruleName":"to-tokyo","fit":"takes","why":"takes it","targets":["tokyo/app:v1"]},
          {"ruleName":"to-eu","fit":"tag","why":"does not: its source.tags (v2*) do not match 'v1'",
           "targets":[]}]}\
        """;
    api()
        .on("GET /api/v1/copies/shanghai/team/app/v1", 200, "{\"items\":[" + STATE + "]}")
        .on("GET /api/v1/fits/shanghai/team/app/v1", 200, fits);

    CommandRun run = run("where", "shanghai/team/app:v1");
    CommandRun tokyo = run("where", "shanghai/team/app:v1", "--in", "tokyo");
    CommandRun virginia = run("where", "shanghai/team/app:v1", "--in", "virginia");
    CommandRun json = run("where", "shanghai/team/app:v1", "-o", "json");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("is in 1 of 1 target.", "to-tokyo takes it: to tokyo/app:v1.")
        .contains("to-eu does not: its source.tags (v2*) do not match 'v1'.")
        .contains("No task was made for tokyo/app:v1", "waybill sync shanghai/team/app:v1");
    assertThat(tokyo.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(tokyo.out())
        .startsWith("No task was ever made from shanghai/team/app:v1 to tokyo")
        .contains("No task was made for tokyo/app:v1");
    assertThat(virginia.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(virginia.out())
        .contains("No rule that takes it has a target in virginia.")
        .doesNotContain("waybill sync");
    assertThat(json.out()).contains("\"rules\"", "\"fit\" : \"tag\"");
    assertThat(run("where", "shanghai/team/app:v1", "--in", "frankfurt").exitCode())
        .isEqualTo(ExitCodes.OK);
  }

  @Test
  void statisticsAreATable() {
    String numbers =
        """
        {"tasks":{"queued":1,"running":2,"waiting":3,"succeeded":990,"failed":10,"cancelled":0,"held":3},
         "successRate":0.99,"seconds":{"p50":2.5,"p95":40.0,"p99":125.0},
         "bytes":{"read":1,"written":1610612736,"skipped":0,"mounted":0},
         "failures":[{"code":"NETWORK","tasks":7},{"code":"TIMEOUT","tasks":3}]}\
        """;
    api()
        .on(
            "GET /api/v1/stats?*",
            200,
            "{\"since\":\"2026-11-15T12:00:00Z\",\"until\":\"2026-11-22T13:00:00Z\",\"total\":"
                + numbers
                + ",\"groups\":[{\"registry\":\"shanghai\",\"side\":\"source\",\"numbers\":"
                + numbers
                + "}]}");

    CommandRun run = run("stats", "--by", "registry", "--since", "7d");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(api().asked().getFirst()).contains("by=registry", "since=");
    assertThat(run.out())
        .contains("from 2026-11-15T12:00:00Z until 2026-11-22T13:00:00Z")
        .contains(
            "shanghai (source)",
            "990",
            "6, 3 held",
            "99.0 %",
            "2.5 s",
            "40.0 s",
            "2 min 5 s",
            "1.5 GiB")
        .contains("NETWORK 7, TIMEOUT 3");
    assertThat(run("stats", "--by", "colour").exitCode()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void replaysAreListedAndShown() {
    api()
        .on(
            "GET /api/v1/replays?limit=20",
            200,
            """
            {"items":[
              {"id":"r2","askedAt":"2026-11-22T03:00:00.5Z","askedBy":"ann","state":"queued",
               "filter":{"status":["failed","cancelled"],"rule":["prod-to-eu"]}},
              {"id":"r1","askedAt":"2026-11-21T03:00:00Z","askedBy":"ci","state":"selecting"}]}\
            """)
        .on("GET /api/v1/replays?limit=1", 200, "{\"items\":[]}")
        .on("GET /api/v1/replays/r2", 200, "{\"id\":\"r2\",\"counts\":{\"matched\":7}}");

    CommandRun table = run("replays", "list");

    assertThat(table.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(table.out().lines().toList().get(0)).startsWith("ASKED").contains("STATE", "REPLAY");
    assertThat(table.out().lines().toList().get(1))
        .contains("2026-11-22T03:00:00Z", "ann", "queued")
        .contains("status=failed,cancelled rule=prod-to-eu", "r2");
    assertThat(table.out().lines().toList().get(2)).contains("selecting", "named tasks", "r1");
    assertThat(run("replays", "list", "-o", "yaml").out()).contains("askedBy: ci");
    assertThat(run("replays", "list", "-o", "json").out()).contains("\"askedBy\" : \"ci\"");
    assertThat(run("replays", "list", "--limit", "1").out()).contains("Nobody asked");
    assertThat(run("replays", "get", "r2").out()).contains("\"matched\" : 7");
    assertThat(run("replays", "list", "--limit", "0").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run("replays").exitCode()).isEqualTo(ExitCodes.USAGE);
  }
}
