package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import org.junit.jupiter.api.Test;

/** {@code records}: list and watch. */
class RecordsCommandTest extends CommandTest {
  @Test
  void recordsAreFilteredByTheApi() {
    api()
        .on(
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
    api().on("GET /api/v1/records?*", 200, "{\"items\":[]}");

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
    assertThat(api().asked())
        .singleElement()
        .asString()
        .contains("code=DENIED", "tag=v1", "trigger=manual", "event=e1", "until=20", "limit=20")
        .containsPattern("since=2026-11-22T03(:|%3A)00(:|%3A)00Z");
  }

  @Test
  void thatThereAreMoreRecordsIsSaidBesideThem() {
    String items = "{\"items\":[{\"status\":\"queued\"},{\"status\":\"queued\"}]%s}";
    api()
        .on("GET /api/v1/records?limit=2", 200, items.formatted(",\"nextCursor\":\"c1\""))
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
    api()
        .on("GET /api/v1/records?limit=20", 200, "{\"items\":[" + copy + "," + delete + "]}")
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
  void aLimitOfNothingIsRefused() {
    CommandRun run = run("records", "list", "--limit", "0");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("--limit must be 1 or more, not 0");
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
    api()
        .on("GET /api/v1/events?rule=prod&progress=false", 200, stream)
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
  void anEmptyListSaysWhereARuleOrRegistryOfTheFilterIsNotThere() {
    api()
        .on("GET /api/v1/records?*", 200, "{\"items\":[]}")
        .on("GET /api/v1/rules/prod", 200, RULE)
        .on("GET /api/v1/registries", 200, "{\"items\":[{\"name\":\"shanghai\"}]}");

    CommandRun none = run("records", "list", "--rule", "nope", "--registry", "nowhere");
    CommandRun known = run("records", "list", "--rule", "prod", "--registry", "shanghai");

    assertThat(none.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(none.out()).contains("There are no such records.");
    assertThat(none.err())
        .contains("No rule is called nope (any more)", "No registry is called nowhere")
        .contains("known are shanghai");
    assertThat(known.err()).isEmpty();
  }

  @Test
  void everyOtherListSaysTooThatThereIsMore() {
    String page = "{\"items\":[{\"id\":\"1\"}],\"nextCursor\":\"c1\"}";
    for (String path : new String[] {"audit", "scans", "dead-letters", "replays"}) {
      api().on("GET /api/v1/" + path + "?*", 200, page);
    }
    api().on("GET /api/v1/subscriptions/s/deliveries?*", 200, page);

    for (String list :
        new String[] {
          "audit", "scan list", "dead-letters list", "replays list", "subscriptions deliveries s"
        }) {
      CommandRun run = run((list + " --limit 1").split(" ", -1));

      assertThat(run.exitCode()).as(list).isEqualTo(ExitCodes.OK);
      assertThat(run.err()).as(list).contains("more than these 1: --limit 5 shows more");
    }
  }

  @Test
  void aTimeCanBeADayOrAgoAndEverythingElseIsRefusedWithTheForms() {
    api().on("GET /api/v1/records?*", 200, "{\"items\":[]}");

    assertThat(run("records", "list", "--since", "2026-11-22").exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(api().asked().getLast()).containsPattern("since=2026-11-22T00(:|%3A)00(:|%3A)00Z");
    for (String wrong : new String[] {"yesterday", "2026-11-31", "24", "-1h"}) {
      CommandRun run = run("records", "list", "--since=" + wrong);

      assertThat(run.exitCode()).as(wrong).isEqualTo(ExitCodes.USAGE);
      assertThat(run.err())
          .contains("--since must be how long ago it was (90m, 24h, 7d), a time")
          .contains("not \"" + wrong + "\"");
    }
  }
}
