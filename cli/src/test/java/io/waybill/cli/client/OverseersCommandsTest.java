package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may, who did, and what nobody could read: tokens, {@code audit}, {@code dead-letters}. */
class OverseersCommandsTest extends CommandTest {
  @Test
  void theTokenIsTakenFromTheEnvironmentAndNeverPrinted() {
    api().on("GET /api/v1/rules", 401, "{\"title\":\"Unauthorized\",\"detail\":\"No.\"}");

    CommandRun run =
        runIn(
            Map.of("WAYBILL_URL", api().url(), "WAYBILL_TOKEN", "a-secret-token-of-mine"),
            "rules",
            "list");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out() + run.err()).doesNotContain("a-secret").contains("WAYBILL_TOKEN");
    assertThat(api().asked()).singleElement().asString().contains("Bearer a-secret-token-of-mine");
  }

  @Test
  void secretsOfOtherPartsOfTheConfigurationAreNotNeeded() throws IOException {
    write(
        "waybill.yaml",
        "registries: { a: { url: 'https://a', username: u, password: '${NOT_SET_HERE}' } }\n");
    api().on("GET /api/v1/rules", 200, "{\"items\":[" + RULE + "]}");

    CommandRun run = run("rules", "list");

    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
  }

  @Test
  void theAuditTrailIsATable() {
    api()
        .on(
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
  void deadLettersAreListedPutBackAndSettled() {
    api()
        .on(
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
}
