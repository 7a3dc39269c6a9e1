package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** {@code migrate --submit} and {@code migrations}. */
class MigrationsCommandTest extends CommandTest {
  private static final String ID = "0199aa3e-7f10-7b6c-8d2e-5f4a3b2c1d0f";
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  private static String migration(String state) {
    return """
    {"id":"%s","name":"move","state":"%s","createdAt":"2026-11-22T03:00:00Z","parts":{"done":2,"failed":1},
     "counts":{"matching":3,"equal":1,"absent":2,"failed":1,"planned":1},"tasks":{"succeeded":1},"bytes":1024}\
    """
        .formatted(ID, state);
  }

  private void files() throws IOException {
    write(
        "images.json",
        """
        {"quay.io/team/all": "there.example.com/m/all",
         "quay.io/team/some:v1,v2": ["there.example.com/m/some", "there.example.com/m/new:a,b"],
         "quay.io/team/found:/^v1/": "there.example.com/m/found",
         "quay.io/team/pinned@%s": "there.example.com/m/pinned:p"}
        """
            .formatted(DIGEST));
  }

  @Test
  void eachFormOfARuleIsSentAsAPartOfAMigration() throws Exception {
    files();
    write("auth.json", "{\"quay.io\": {\"username\": \"alice\", \"password\": \"open-sesame\"}}");
    api().on("POST /api/v1/migrations", 202, migration("running"));

    CommandRun run =
        run("migrate", "--submit", "--name", "move", "--os", "linux", "--arch", "amd64");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("waybill migrations show " + ID);
    assertThat(run.err()).contains("accounts of the files are not sent");
    String asked = api().asked().getFirst();
    assertThat(asked).doesNotContain("open-sesame", "alice");
    JsonNode wish = Json.strict().readTree(asked.substring(asked.indexOf('{')));
    assertThat(wish.path("name").asText()).isEqualTo("move");
    assertThat(wish.path("overwrite").asText()).isEqualTo("always");
    assertThat(wish.path("platforms").toString()).isEqualTo("[\"linux/amd64\"]");
    assertThat(wish.path("parts"))
        .extracting(JsonNode::toString)
        .containsExactly(
            "{\"source\":\"quay.io/team/all\",\"target\":\"there.example.com/m/all\"}",
            "{\"source\":\"quay.io/team/some\",\"target\":\"there.example.com/m/some\",\"tags\":[\"v1\",\"v2\"]}",
            "{\"source\":\"quay.io/team/some\",\"target\":\"there.example.com/m/new\",\"tags\":[\"v1\"],\"tag\":\"a\"}",
            "{\"source\":\"quay.io/team/some\",\"target\":\"there.example.com/m/new\",\"tags\":[\"v2\"],\"tag\":\"b\"}",
            "{\"source\":\"quay.io/team/found\",\"target\":\"there.example.com/m/found\",\"tags\":[\"/.*(?:^v1).*/\"]}",
            "{\"source\":\"quay.io/team/pinned\",\"target\":\"there.example.com/m/pinned\",\"digest\":\"%s\",\"tag\":\"p\"}"
                .formatted(DIGEST));
  }

  @Test
  void whoeverWaitsIsToldHowItEndedAndWhatFailed() throws Exception {
    files();
    api()
        .on("POST /api/v1/migrations", 202, migration("running"))
        .on("GET /api/v1/migrations/" + ID, 200, migration("running"))
        .on("GET /api/v1/migrations/" + ID, 503, "{\"detail\":\"Not now.\"}")
        .on("GET /api/v1/migrations/" + ID, 200, migration("done-with-failures"));
    trouble();

    CommandRun run = run("migrate", "--submit", "--wait", "--report", "report.csv");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out())
        .contains("done-with-failures", "NETWORK: Nobody answered.", "SOURCE_NOT_FOUND: No tag.");
  }

  private void trouble() {
    String parts =
        """
        {"items":[{"number":1,"state":"failed","source":"quay/team/all","target":"there/m/all",
          "failures":[{"code":"NETWORK","reason":"Nobody answered.","hint":"Look."}]}]}\
        """;
    api()
        .on("GET /api/v1/migrations/" + ID + "/parts?*", 200, parts)
        .on(
            "GET /api/v1/migrations/" + ID + "/parts?state=cancelled&limit=500",
            200,
            "{\"items\":[]}")
        .on(
            "GET /api/v1/migrations/" + ID + "/findings?*",
            200,
            """
            {"items":[{"part":2,"number":1,"image":{"verdict":"failed","source":"quay/team/some:v2",
              "target":"there/m/some:v2","failure":{"code":"SOURCE_NOT_FOUND","reason":"No tag."}}}]}\
            """)
        .on(
            "GET /api/v1/records?*",
            200,
            """
            {"items":[{"status":"succeeded","outcome":"copied","source":"quay/team/some:v1",
              "target":"there/m/some:v1","digestAfter":"%s","transfer":{"bytesWritten":42},
              "startedAt":"2026-11-22T03:00:00Z","endedAt":"2026-11-22T03:00:01Z"}]}\
            """
                .formatted(DIGEST));
  }

  @Test
  void aReportHasALineForEachImageAndEachPartThatFailed() throws Exception {
    api().on("GET /api/v1/migrations/move", 200, migration("done-with-failures"));
    trouble();

    CommandRun run = run("migrations", "report", "move", "--report", "report.csv");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(read("report.csv").lines())
        .containsExactly(
            "source,target,digest,bytes,durationMs,status,code,reason",
            "quay/team/some:v1,there/m/some:v1,%s,42,1000,copied,,".formatted(DIGEST),
            "quay/team/some:v2,there/m/some:v2,,0,0,failed,SOURCE_NOT_FOUND,No tag.",
            "quay/team/all,there/m/all,,0,0,not-listed,NETWORK,Nobody answered.");
    assertThat(run("migrations", "report", "move", "--report", "report.txt").exitCode())
        .isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void whatMeansNothingToARunningWaybillIsRefused() throws Exception {
    files();
    for (String[] options :
        new String[][] {
          {"--submit", "--force"},
          {"--submit", "--dry-run"},
          {"--submit", "--report", "report.csv"},
          {"--name", "move"},
        }) {
      String[] arguments = new String[options.length + 1];
      arguments[0] = "migrate";
      System.arraycopy(options, 0, arguments, 1, options.length);
      assertThat(run(arguments).exitCode()).as(String.join(" ", options)).isEqualTo(2);
    }
    assertThat(api().asked()).isEmpty();
  }

  @Test
  void anOptionThatIsRefusedIsToldByTheNameThatWasTyped() throws Exception {
    files();

    CommandRun run = run("migrate", "--submit", "--proc", "7", "--retries=3");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("--proc, --retries mean nothing").doesNotContain("--workers");
    assertThat(api().asked()).isEmpty();
  }

  @Test
  void migrationsAreListedShownPausedResumedAndCancelled() {
    api()
        .on("GET /api/v1/migrations?limit=20", 200, "{\"items\":[" + migration("running") + "]}")
        .on("GET /api/v1/migrations/move", 200, migration("done"))
        .on("POST /api/v1/migrations/move:pause", 200, migration("paused"))
        .on("POST /api/v1/migrations/move:resume", 200, migration("running"))
        .on("POST /api/v1/migrations/move:cancel", 409, "{\"detail\":\"It is over.\"}");
    trouble();

    assertThat(run("migrations", "list").out()).contains("move", "running", ID);
    assertThat(run("migrations", "show", "move").out())
        .contains("Parts: 2 done, 1 failed.", "3 images found: 1 equal", "1 succeeded");
    assertThat(run("migrations", "pause", "move").out()).contains("Paused");
    assertThat(run("migrations", "resume", "move").out()).contains("goes on");
    CommandRun late = run("migrations", "cancel", "move");
    assertThat(late.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(late.err()).contains("It is over.");
  }
}
