package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** {@code replay} and {@code cancel}. */
class ReplayCommandTest extends CommandTest {
  private static final String PREVIEW =
      """
      {"dryRun":true,"matched":1203,"collapsed":200,"alreadyReplayed":2,"refused":1,"selected":1000,
       "byCode":[{"code":"NETWORK","count":1000}],"byRule":[{"rule":"eu","count":1000}],"sample":[]}\
      """;

  @Test
  void aReplayThatIsWaitedForSucceeds() {
    String replay = "{\"id\":\"r1\",\"state\":\"%s\",\"counts\":{\"queued\":1,\"succeeded\":%d}}";
    api()
        .on("POST /api/v1/replays", 202, replay.formatted("queueing", 0))
        .on("GET /api/v1/replays/r1", 200, replay.formatted("queued", 0))
        .on("GET /api/v1/replays/r1", 200, replay.formatted("finished", 1))
        .on(
            "GET /api/v1/replays/r1/tasks?limit=500",
            200,
            "{\"items\":[{\"original\":\"o1\",\"state\":\"queued\",\"taskId\":\"n1\"}]}")
        .on(
            "GET /api/v1/records/n1",
            200,
            "{\"status\":\"succeeded\",\"target\":\"frankfurt/a:1\",\"digestAfter\":\"sha256:1\"}");

    CommandRun run = run("replay", TASK, "--wait");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("frankfurt/a:1 succeeded, sha256:1");
    assertThat(api().asked()).first().asString().contains("{\"taskIds\":[\"" + TASK + "\"]}");
  }

  @Test
  void whatIsAskedForIsDoneOnceAlsoWhenTheRequestArrivesTwice() {
    api()
        .on("POST /api/v1/replays", 202, "{\"id\":\"r1\",\"state\":\"queueing\"}")
        .on("GET /api/v1/replays?limit=20", 200, "{\"items\":[]}");

    run("replay", TASK);
    run("replay", TASK);
    run("replays", "list");

    assertThat(api().keys("POST"))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allSatisfy(key -> assertThat(UUID.fromString(key)).hasToString(key));
    assertThat(api().keys("GET")).isEmpty();
  }

  @Test
  void aReplayByFilterShowsTheCountAndWantsToBeConfirmed() {
    api().on("POST /api/v1/replays", 200, PREVIEW);

    CommandRun run = run("replay", "--code", "NETWORK", "--rule", "eu", "--since", "24h");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).contains("1,203 tasks match", "1,000 tasks would be done again", "eu");
    assertThat(run.err()).contains("--yes", "--dry-run");
    assertThat(api().asked())
        .singleElement()
        .asString()
        .contains("\"dryRun\":true", "\"code\":\"NETWORK\"", "\"since\":\"20");
  }

  @Test
  void aReplayByFilterThatIsWaitedForFailsWhereATaskOfItFails() {
    api()
        .on("POST /api/v1/replays", 200, PREVIEW)
        .on("POST /api/v1/replays", 202, "{\"id\":\"r1\",\"state\":\"selecting\"}")
        .on(
            "GET /api/v1/replays/r1",
            200,
            """
            {"id":"r1","state":"finished","counts":{"queued":3,"succeeded":2,"failed":1,"refused":1},
             "refusals":[{"reason":"Gone.","count":1}]}\
            """);

    CommandRun run = run("replay", "--code", "NETWORK", "--yes", "--wait");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out())
        .contains("3 tasks done again: 2 succeeded, 1 failed", "1 task refused: Gone.");
  }

  @Test
  void aReplayOfNothingOrOfBothIsAMistake() {
    assertThat(run("replay").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run("replay", TASK, "--rule", "eu").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run("replay", "--since", "yesterday").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(api().asked()).isEmpty();
  }

  @Test
  void aCancelOfNamedTasksSaysHowTheyEnded() {
    api()
        .on(
            "POST /api/v1/cancels",
            202,
            "{\"id\":\"c1\",\"state\":\"told\",\"matched\":2,\"cancelled\":1,\"tooLate\":0,\"open\":1}")
        .on(
            "GET /api/v1/cancels/c1",
            200,
            "{\"id\":\"c1\",\"state\":\"finished\",\"matched\":2,\"cancelled\":1,\"tooLate\":1,\"open\":0}");

    CommandRun told = run("cancel", TASK);
    CommandRun waited = run("cancel", TASK, "--wait");

    assertThat(told.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(told.out()).contains("1 task cancelled, 1 being stopped");
    assertThat(waited.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(waited.out()).contains("1 had ended by themselves");
  }

  @Test
  void aCancelByFilterWantsToBeConfirmed() {
    api()
        .on(
            "POST /api/v1/cancels",
            200,
            "{\"dryRun\":true,\"matched\":7,\"byRule\":[{\"rule\":\"eu\",\"count\":7}]}");

    CommandRun run = run("cancel", "--rule", "eu");
    CommandRun dryRun = run("cancel", "--rule", "eu", "--dry-run");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("--yes");
    assertThat(dryRun.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(dryRun.out()).contains("7 tasks would be cancelled", "eu");
    assertThat(run("cancel").exitCode()).isEqualTo(ExitCodes.USAGE);
  }
}
