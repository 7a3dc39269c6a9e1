package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import org.junit.jupiter.api.Test;

/** {@code records get}: the waybill of one image, for people. */
class RecordViewTest extends CommandTest {
  private static final String SHORT = TASK.substring(0, 8);

  private static final String FAILED =
      """
      {"taskId":"%s","eventId":"e1","trigger":"event","ruleName":"prod-to-eu","status":"failed",
       "source":"shanghai/prod/app:v1","target":"frankfurt/mirror/app:v1","region":"eu","overwrite":"always",
       "occurredAt":"2026-11-22T03:00:00Z","plannedAt":"2026-11-22T03:00:00.100Z",
       "queuedAt":"2026-11-22T03:00:31Z","startedAt":"2026-11-22T03:00:00.250Z",
       "endedAt":"2026-11-22T03:00:33Z","durationMs":32900,"worker":"worker-2",
       "phases":{"queueMs":100,"resolveMs":50,"checkMs":50,"transferMs":1800,"putMs":0,"verifyMs":0},
       "transfer":{"bytesRead":1048576,"bytesWritten":0,"bytesSkipped":2097152,"bytesMounted":0,
        "blobsCopied":0,"blobsSkipped":1,"blobsMounted":0,"manifests":0},
       "failure":{"code":"DENIED","reason":"Tried to put it, but may not.","hint":"Let it push there.",
        "registryError":"403 {\\"errors\\":[{\\"message\\":\\"no \\u001b[31mpush\\"}]}"},
       "attempts":[
        {"worker":"worker-1","startedAt":"2026-11-22T03:00:00.250Z","endedAt":"2026-11-22T03:00:01Z",
         "outcome":"retry-at","failure":{"code":"NETWORK","reason":"The line broke.","hint":"Look."}},
        {"worker":"worker-2","startedAt":"2026-11-22T03:00:31Z","endedAt":"2026-11-22T03:00:33Z",
         "outcome":"failed","failure":{"code":"DENIED","reason":"Tried to put it, but may not.",
          "hint":"Let it push there.",
          "registryError":"403 {\\"errors\\":[{\\"message\\":\\"no \\u001b[31mpush\\"}]}"}}]}\
      """
          .formatted(TASK);

  @Test
  void aRecordIsToldToPeopleWithItsReasonTimesAndAttempts() {
    api().on("GET /api/v1/records/" + SHORT, 200, FAILED);

    CommandRun run = run("records", "get", SHORT);

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .startsWith("FAILED: shanghai/prod/app:v1 -> frankfurt/mirror/app:v1\n")
        .containsSubsequence(
            "  DENIED: Tried to put it, but may not.\n",
            "  The registry said: 403 {\"errors\":[{\"message\":\"no  [31mpush\"}]}\n",
            "  What to do: Let it push there.\n",
            "Task       " + TASK + "\n",
            "Rule       prod-to-eu\n",
            "Because of what the registry said (event e1)\n",
            "Moved      1.0 MiB read, 2.0 MiB there already (1 blob)\n",
            "2026-11-22T03:00:00Z  ",
            "said by the registry\n",
            "2026-11-22T03:00:00.100Z     +100 ms  planned\n",
            "+31.0 s  queued last\n",
            "+33.0 s  over\n",
            "Where the time of the deciding attempt went:\n",
            "  transfer      1.8 s  " + "#".repeat(27) + "\n",
            "Attempts:\n",
            "  1. 2026-11-22T03:00:00Z, worker-1, 750 ms: failed for now (NETWORK)\n",
            "     NETWORK: The line broke.\n",
            "  2. 2026-11-22T03:00:31Z, worker-2, 2.0 s: failed (DENIED)\n")
        .containsOnlyOnce("Let it push there.");
  }

  @Test
  void whatWasPassedOverAndWhatWaitsSayWhy() {
    api()
        .on(
            "GET /api/v1/records/" + TASK,
            200,
            """
            {"status":"succeeded","outcome":"passed-over","trigger":"backfill","durationMs":12,
             "source":"a/x:1","target":"b/x:1","attempts":[
              {"worker":"w","outcome":"passed-over","note":"It is a chart, and the rule takes images."}]}\
            """)
        .on(
            "GET /api/v1/records/" + TASK,
            200,
            """
            {"status":"held","action":"delete","trigger":"event","source":"a/x:1","target":"b/x:1"}\
            """);

    CommandRun passedOver = run("records", "get", TASK);
    CommandRun held = run("records", "get", TASK);

    assertThat(passedOver.out())
        .contains("It was passed over, and nothing was moved, 12 ms after it was planned.")
        .containsOnlyOnce("It is a chart, and the rule takes images.");
    assertThat(held.out())
        .startsWith("HELD: delete b/x:1, since a/x:1 is gone\n")
        .contains("waybill rules deletes", "No attempt was made yet.");
  }

  @Test
  void machinesGetTheRecordAsTheApiSaysIt() {
    api().on("GET /api/v1/records/" + TASK, 200, "{\"status\":\"failed\",\"attempts\":[]}");

    assertThat(run("records", "get", TASK, "-o", "json").out()).contains("\"status\" : \"failed\"");
    assertThat(run("records", "get", TASK, "-o", "yaml").out()).contains("status: failed");
  }
}
