package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client's side of the API; that both sides agree is shown in module end-to-end. */
class ClientCommandsTest {
  private static final String TASK = "f5266004-753b-5311-867a-23a25a1ca7f8";
  private static final String SCAN = "0199aa3e-7f10-7b6c-8d2e-5f4a3b2c1d0e";
  private static final String RULE =
      """
      {"id":"2bea0340-ed14-44d2-8947-91b900d7e11d","revision":1,"name":"prod","enabled":true,
       "source":{"registry":"shanghai","repositories":["prod/**"],"tags":["v*"]},
       "targets":[{"registry":"frankfurt","repository":"mirror/{repository}"}]}\
      """;

  @TempDir private Path directory = Path.of("");
  private FakeApi api = unstarted();

  @SuppressWarnings("NullAway") // JUnit starts it before each test.
  private static FakeApi unstarted() {
    return null;
  }

  @BeforeEach
  void start() throws IOException {
    api = new FakeApi();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static final String PREVIEW =
      """
      {"dryRun":true,"matched":1203,"collapsed":200,"alreadyReplayed":2,"refused":1,"selected":1000,
       "byCode":[{"code":"NETWORK","count":1000}],"byRule":[{"rule":"eu","count":1000}],"sample":[]}\
      """;

  @Test
  void rulesAreListedAsATable() {
    api.on("GET /api/v1/rules", 200, "{\"items\":[" + RULE + "]}");

    CommandRun run = run("rules", "list");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("NAME", "prod", "shanghai/prod/**:v*", "frankfurt/mirror/{repository}");
  }

  @Test
  void changesOfRecordsArePrintedOnceEachUntilTheApiRefuses() {
    String record =
        """
        {"taskId":"%s","status":"%s","source":"here/app:v1","target":"there/app:v1",\
        "queuedAt":"2026-11-22T12:00:00.123Z"}\
        """;
    String event = "id: 0.7\nevent: record\ndata: %s\n\n";
    String queued = event.formatted(record.formatted(TASK, "queued").strip());
    String stream =
        "id: 0.6\nevent: begin\ndata: {}\n\n"
            + queued
            + queued
            + ": alive\n\n"
            + event.formatted(record.formatted(TASK, "succeeded").strip());
    api.on("GET /api/v1/events?rule=prod&progress=false", 200, stream)
        .on(
            "GET /api/v1/events?rule=prod&progress=false",
            403,
            "{\"detail\":\"This needs the role viewer.\"}");

    CommandRun run = run("records", "--watch", "--rule", "prod");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("This needs the role viewer.");
    assertThat(run.out().lines())
        .containsExactly(
            "2026-11-22T12:00:00Z  queued     here/app:v1 -> there/app:v1",
            "2026-11-22T12:00:00Z  succeeded  here/app:v1 -> there/app:v1");
  }

  @Test
  void theAuditTrailIsATable() {
    api.on(
        "GET /api/v1/audit?caller=ci&limit=20",
        200,
        """
        {"items":[{"id":1,"at":"2026-11-22T12:00:00.1Z","caller":"ci","role":"admin","address":"10.0.0.7",
         "method":"DELETE","path":"/api/v1/rules/prod","status":204}]}\
        """);

    CommandRun run = run("audit", "--caller", "ci");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("2026-11-22T12:00:00Z", "10.0.0.7", "DELETE /api/v1/rules/prod", "204");
  }

  @Test
  void deletesThatAreHeldAreShownWithWhatToDo() {
    api.on(
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
    api.on("POST /api/v1/rules/prod/deletes:release", 200, "{\"released\":312}")
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
    api.on(
        "POST /api/v1/rules/prod/deletes:release",
        200,
        "{\"released\":25,\"deletes\":{\"held\":true}}");

    CommandRun run =
        run("rules", "deletes", "prod", "--release", "--held-until", "2026-11-22T03:00:07.12Z");

    assertThat(run.out()).contains("Let 25 deletes go. Others were held since");
    assertThat(api.asked())
        .last()
        .asString()
        .endsWith("{\"heldUntil\":\"2026-11-22T03:00:07.12Z\"}");
  }

  @Test
  void everyPageOfAListIsRead() {
    api.on("GET /api/v1/rules", 200, "{\"items\":[" + RULE + "],\"nextCursor\":\"c+1\"}")
        .on(
            "GET /api/v1/rules?cursor=c%2B1",
            200, "{\"items\":[" + RULE.replace("\"prod\"", "\"second\"") + "]}");

    CommandRun run = run("rules", "list", "-o", "json");

    assertThat(run.out()).startsWith("[").contains("\"prod\"").contains("\"second\"");
  }

  @Test
  void aRuleIsMadeFromYaml() throws IOException {
    Files.writeString(
        directory.resolve("rule.yaml"),
        """
        name: prod
        source: { registry: shanghai, repositories: "prod/**" }
        targets:
        - { registry: frankfurt }
        """);
    api.on("POST /api/v1/rules", 201, RULE);

    CommandRun run = run("rules", "create", "-f", "rule.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("Made rule prod (2bea0340");
    assertThat(api.asked())
        .singleElement()
        .asString()
        .contains("\"repositories\":\"prod/**\"")
        .contains("\"registry\":\"frankfurt\"");
  }

  @Test
  void aRuleThatTheApiRefusesIsAMistakeInTheApisWords() throws IOException {
    Files.writeString(directory.resolve("rule.yaml"), "name: prod\n");
    api.on(
        "POST /api/v1/rules",
        422,
        "{\"title\":\"Unprocessable\",\"detail\":\"source: is missing.\"}");

    CommandRun run = run("rules", "create", "-f", "rule.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("source: is missing.").doesNotContain("Exception");
  }

  @Test
  void aFileThatIsNoYamlIsNamedWithItsLine() throws IOException {
    Files.writeString(directory.resolve("rule.yaml"), "name: prod\n  tags: [\n");

    CommandRun run = run("rules", "create", "-f", "rule.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err())
        .contains("rule.yaml")
        .contains("line 2")
        .doesNotContain("in 'reader'")
        .hasLineCount(1);
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void rulesOfSeveralDocumentsAreAllMade() throws IOException {
    Files.writeString(
        directory.resolve("rules.yaml"),
        """
        # the first
        ---
        name: one
        ---
        rules: [{name: two}, {name: three}]
        ---
        ---
        name: four
        ---
        # nothing
        """);
    api.on("POST /api/v1/rules", 201, RULE);

    CommandRun run = run("rules", "create", "-f", "rules.yaml");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(api.asked())
        .extracting(asked -> asked.replaceFirst(".*(\\{.*)", "$1"))
        .containsExactly(
            "{\"name\":\"one\"}",
            "{\"name\":\"two\"}",
            "{\"name\":\"three\"}",
            "{\"name\":\"four\"}");
  }

  @Test
  void noRuleIsMadeWhereALaterDocumentCannotBeRead() throws IOException {
    Files.writeString(directory.resolve("rules.yaml"), "name: one\n---\nname: [\n");

    CommandRun run = run("rules", "create", "-f", "rules.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("rules.yaml", "neither YAML nor JSON");
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void aListWithoutItsKeyIsRefusedWithTheRightForm() throws IOException {
    Files.writeString(directory.resolve("rules.yaml"), "- name: one\n- name: two\n");

    CommandRun run = run("rules", "create", "-f", "rules.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("rules.yaml holds a list", "rules: [{name: ...}");
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void aFileWithoutRulesIsRefused() throws IOException {
    Files.writeString(directory.resolve("rules.yaml"), "# to be written\n");

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
  void secretsOfOtherPartsOfTheConfigurationAreNotNeeded() throws IOException {
    Files.writeString(
        directory.resolve("waybill.yaml"),
        "registries: { a: { url: 'https://a', username: u, password: '${NOT_SET_HERE}' } }\n");
    api.on("GET /api/v1/rules", 200, "{\"items\":[" + RULE + "]}");

    CommandRun run = run("rules", "list");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
  }

  @Test
  void aLimitOfNothingIsRefused() {
    CommandRun run = run("records", "list", "--limit", "0");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("--limit must be 1 or more, not 0");
  }

  @Test
  void recordsAreFilteredByTheApi() {
    api.on(
        "GET /api/v1/records?status=failed&limit=5",
        200,
        """
        {"items":[{"taskId":"%s","status":"failed","source":"shanghai/a:1","target":"frankfurt/a:1",
          "plannedAt":"2026-11-22T03:00:00.123456Z","durationMs":1500,"failure":{"code":"DENIED"}}]}\
        """
            .formatted(TASK));

    CommandRun run = run("records", "list", "--status", "failed", "--limit", "5");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("2026-11-22T03:00:00Z", "DENIED", "1.5 s", TASK);
  }

  @Test
  void recordsAreFilteredByAllThatTheApiKnows() {
    api.on("GET /api/v1/records?*", 200, "{\"items\":[]}");

    CommandRun run =
        run(
            "records",
            "list",
            "--code",
            "DENIED",
            "--tag",
            "v1",
            "--trigger",
            "manual",
            "--event",
            "e1",
            "--since",
            "2026-11-22T03:00:00Z",
            "--until",
            "1h");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.err()).isEmpty();
    assertThat(api.asked())
        .singleElement()
        .asString()
        .contains("code=DENIED", "tag=v1", "trigger=manual", "event=e1", "until=20", "limit=20")
        .containsPattern("since=2026-11-22T03(:|%3A)00(:|%3A)00Z");
  }

  @Test
  void thatThereAreMoreRecordsIsSaidBesideThem() {
    String items = "{\"items\":[{\"status\":\"queued\"},{\"status\":\"queued\"}]%s}";
    api.on("GET /api/v1/records?limit=2", 200, items.formatted(",\"nextCursor\":\"c1\""))
        .on("GET /api/v1/records?limit=3", 200, items.formatted(""));

    CommandRun more = run("records", "list", "--limit", "2", "-o", "json");
    CommandRun all = run("records", "list", "--limit", "3");

    assertThat(more.out()).startsWith("[").doesNotContain("more");
    assertThat(more.err()).contains("more than these 2", "--limit 10");
    assertThat(all.err()).isEmpty();
  }

  @Test
  void aDeleteIsToldFromACopy() {
    String copy =
        "{\"status\":\"succeeded\",\"source\":\"here/app:v1\",\"target\":\"there/app:v1\"}";
    String delete =
        "{\"status\":\"held\",\"action\":\"delete\",\"source\":\"here/app:v2\",\"target\":\"there/app:v2\"}";
    api.on("GET /api/v1/records?limit=20", 200, "{\"items\":[" + copy + "," + delete + "]}")
        .on("GET /api/v1/records?rule=prod&limit=20", 200, "{\"items\":[" + copy + "]}");

    CommandRun both = run("records", "list");
    CommandRun copies = run("records", "list", "--rule", "prod");

    assertThat(both.out().lines())
        .satisfiesExactly(
            heads -> assertThat(heads).containsPattern("STATUS +ACTION +SOURCE"),
            row -> assertThat(row).containsPattern("succeeded +copy +here/app:v1"),
            row ->
                assertThat(row)
                    .containsPattern("held +delete +here/app:v2")
                    .contains("waits for the gate or a person"));
    assertThat(copies.out()).doesNotContain("ACTION").containsPattern("succeeded +here/app:v1");
  }

  @Test
  void theTokenIsTakenFromTheEnvironmentAndNeverPrinted() {
    api.on("GET /api/v1/rules", 401, "{\"title\":\"Unauthorized\",\"detail\":\"No.\"}");

    CommandRun run =
        CommandRun.in(
            directory,
            Map.of("WAYBILL_URL", api.url(), "WAYBILL_TOKEN", "a-secret-token-of-mine"),
            "rules",
            "list");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out() + run.err()).doesNotContain("a-secret").contains("WAYBILL_TOKEN");
    assertThat(api.asked()).singleElement().asString().contains("Bearer a-secret-token-of-mine");
  }

  @Test
  void aSyncThatIsWaitedForEndsAsItsTasksEnd() {
    api.on("POST /api/v1/tasks", 202, "{\"eventId\":\"e1\"}")
        .on("GET /api/v1/records?event=e1", 200, "{\"items\":[]}")
        .on("GET /api/v1/records?event=e1", 200, record("running"))
        .on("GET /api/v1/records?event=e1", 200, record("failed"));

    CommandRun run = run("sync", "shanghai/a:1", "--wait");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).contains("frankfurt/a:1 failed: NETWORK: no route.");
  }

  @Test
  void aReplayThatIsWaitedForSucceeds() {
    String replay = "{\"id\":\"r1\",\"state\":\"%s\",\"counts\":{\"queued\":1,\"succeeded\":%d}}";
    api.on("POST /api/v1/replays", 202, replay.formatted("queueing", 0))
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
    assertThat(api.asked()).first().asString().contains("{\"taskIds\":[\"" + TASK + "\"]}");
  }

  @Test
  void whatIsAskedForIsDoneOnceAlsoWhenTheRequestArrivesTwice() {
    api.on("POST /api/v1/replays", 202, "{\"id\":\"r1\",\"state\":\"queueing\"}")
        .on("GET /api/v1/replays?limit=20", 200, "{\"items\":[]}");

    run("replay", TASK);
    run("replay", TASK);
    run("replays", "list");

    assertThat(api.keys("POST"))
        .hasSize(2)
        .doesNotHaveDuplicates()
        .allSatisfy(key -> assertThat(UUID.fromString(key)).hasToString(key));
    assertThat(api.keys("GET")).isEmpty();
  }

  @Test
  void aReplayByFilterShowsTheCountAndWantsToBeConfirmed() {
    api.on("POST /api/v1/replays", 200, PREVIEW);

    CommandRun run = run("replay", "--code", "NETWORK", "--rule", "eu", "--since", "24h");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).contains("1,203 tasks match", "1,000 tasks would be done again", "eu");
    assertThat(run.err()).contains("--yes", "--dry-run");
    assertThat(api.asked())
        .singleElement()
        .asString()
        .contains("\"dryRun\":true", "\"code\":\"NETWORK\"", "\"since\":\"20");
  }

  @Test
  void aReplayByFilterThatIsWaitedForFailsWhereATaskOfItFails() {
    api.on("POST /api/v1/replays", 200, PREVIEW)
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
  void aCancelOfNamedTasksSaysHowTheyEnded() {
    api.on(
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
    api.on(
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

  @Test
  void deadLettersAreListedPutBackAndSettled() {
    api.on(
            "GET /api/v1/dead-letters?topic=waybill.events&settled=false&limit=20",
            200,
            """
            {"items":[{"id":"l1","origin":"waybill.events/0/7","reason":"Unknown.","size":12,
              "replays":0,"setAsideAt":"2026-11-22T03:00:00.5Z"}]}\
            """)
        .on(
            "POST /api/v1/dead-letters:replay",
            200,
            """
            {"dryRun":true,"matched":3,"replayed":2,"left":0,
             "refusals":[{"reason":"Post it again.","count":1}]}\
            """)
        .on(
            "POST /api/v1/dead-letters:replay",
            200,
            "{\"dryRun\":false,\"matched\":3,\"replayed\":2,\"left\":0,\"refusals\":[]}")
        .on("POST /api/v1/dead-letters/l1:settle", 200, "{\"id\":\"l1\"}");

    CommandRun list = run("dead-letters", "list", "--topic", "waybill.events");
    CommandRun replay = run("dead-letters", "replay", "--topic", "waybill.events", "--yes");
    CommandRun settle = run("dead-letters", "settle", "l1");

    assertThat(list.out()).contains("waybill.events/0/7", "Unknown.", "2026-11-22T03:00:00Z", "l1");
    assertThat(replay.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(replay.out())
        .contains("2 letters would be put back", "1 letter cannot be put back: Post it again.")
        .contains("2 letters put back.");
    assertThat(settle.out()).contains("l1: settled.");
    assertThat(run("dead-letters", "replay", "l1", "--topic", "x").exitCode())
        .isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void aReplayOfNothingOrOfBothIsAMistake() {
    assertThat(run("replay").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run("replay", TASK, "--rule", "eu").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run("replay", "--since", "yesterday").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(api.asked()).isEmpty();
  }

  @Test
  void aRuleIsScannedAndItsTasksAreWaitedFor() {
    api.on("POST /api/v1/scans", 202, scan("running", 0, "{}"))
        .on("GET /api/v1/scans/" + SCAN, 200, scan("done", 2, "{\"succeeded\":1}"))
        .on("GET /api/v1/scans/" + SCAN, 200, scan("done", 2, "{\"succeeded\":2}"));

    CommandRun run = run("scan", "prod", "--tag", "v1", "--wait");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("done", "5 equal", "2 succeeded");
  }

  @Test
  void aRepositoryIsSyncedByTheRulesThatNameIt() {
    api.on("GET /api/v1/rules", 200, "{\"items\":[" + RULE + "]}")
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
    Files.writeString(directory.resolve("rule.yaml"), "name: x\nsource: {}\ntargets: []\n");
    api.on(
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
    api.on("POST /api/v1/rules:preview", 200, plan("\"matching\":2,\"refused\":2"));

    assertThat(run("rules", "plan", "prod").out())
        .contains("2 are left alone because the rule's overwrite is never");
  }

  @Test
  void aPlanOfARuleThatFitsNothingSaysSo() {
    api.on(
            "POST /api/v1/rules:preview",
            200,
            plan("\"repositories\":3,\"tags\":7,\"matching\":0,\"equal\":0"))
        .on("POST /api/v1/rules:preview", 200, plan("\"repositories\":0,\"matching\":0"));

    CommandRun run = run("rules", "plan", "prod");
    CommandRun nowhere = run("rules", "plan", "prod");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("No image of shanghai matches", "fit 3, but source.tags none of their 7 tags")
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

  private CommandRun run(String... arguments) {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("--api", api.url())).toArray(String[]::new);
    return CommandRun.in(directory, all);
  }
}
