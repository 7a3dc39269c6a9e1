package io.waybill.cli.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code waybill webhooks}: what a body would become, without a gateway. */
class WebhooksCommandTest {
  private static final String PUSH =
      """
      {"events": [
       {"id": "7d3f", "action": "push", "timestamp": "2026-03-14T09:26:53Z",
        "target": {"repository": "payments/ledger", "tag": "2.7.1",
         "mediaType": "application/vnd.oci.image.manifest.v1+json"},
        "actor": {"name": "robot"}},
       {"id": "7d40", "action": "pull", "target": {"repository": "payments/ledger"}}]}
      """;

  @TempDir private Path directory = Path.of("");

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(
        directory.resolve("waybill.yaml"),
        """
        registries: { shanghai: { url: "https://registry.shanghai.example" } }
        webhooks:
          shanghai-push: { registry: shanghai, secret: "${HOOK}" }
          builds: { registry: shanghai, type: waybill, secret: "${HOOK}" }
          hub: { registry: shanghai, type: dockerhub, secret: "${HOOK}" }
        """);
    Files.writeString(directory.resolve("body.json"), PUSH);
  }

  @Test
  void aBodyIsShownAsWhatItWouldBecome() {
    CommandRun run = run("webhooks", "test", "shanghai-push", "body.json");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("shanghai-push (distribution, about the registry shanghai) would answer 202")
        .contains("pushed   shanghai/payments/ledger:2.7.1  by robot")
        .contains("id 7d3f")
        .contains("events[1] is a pull. (pull)");
  }

  @Test
  void whatIsNotUnderstoodIsExitCode1() throws IOException {
    Files.writeString(directory.resolve("body.json"), "{\"events\": 17}");

    CommandRun run = run("webhooks", "test", "shanghai-push", "body.json");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).contains("not clear", "\"events\" array", "waybill.dead-letters");
  }

  @Test
  void headersBelongToTheBody() throws IOException {
    Files.writeString(directory.resolve("body.json"), "{\"repository\": \"a/b\", \"tag\": \"1\"}");

    CommandRun run =
        run(
            "webhooks",
            "test",
            "builds",
            "body.json",
            "-o",
            "json",
            "-H",
            "CE-SpecVersion: 1.0",
            "-H",
            "ce-type: io.waybill.image.pushed.v1",
            "-H",
            "ce-id: 4",
            "-H",
            "ce-source: /here");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("\"repository\":\"shanghai/a/b\"", "\"status\":202");
  }

  @Test
  void aBodyThatTheGatewayWouldNotTakeIsExitCode1() throws IOException {
    Files.write(directory.resolve("body.json"), new byte[(1 << 20) + 1]);

    CommandRun run = run("webhooks", "test", "builds", "body.json");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("gateway.maxBody is 1MiB", "would answer 413");
  }

  @Test
  void anUnknownWebhookIsAUsageErrorThatNamesTheKnownOnes() {
    CommandRun run = run("webhooks", "test", "nowhere", "body.json");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("\"nowhere\"", "builds, hub, shanghai-push");
  }

  @Test
  void aMissingFileAndAHeaderWithoutAColonAreUsageErrors() {
    assertThat(run("webhooks", "test", "builds", "none.json").err())
        .contains("There is no file none.json");
    assertThat(run("webhooks", "test", "builds", "body.json", "-H", "x").err())
        .contains("\"x\" is no header");
  }

  @Test
  void theListShowsWhereEachOneListens() {
    CommandRun run = run("webhooks", "list");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .containsPattern("shanghai-push +distribution +shanghai +503 +/webhooks/shanghai-push")
        .containsPattern("hub +dockerhub +shanghai +kept on disk +/webhooks/hub/key/<secret>")
        .contains("builds takes requests that show ", "Authorization");
    assertThat(run.out() + run.err()).doesNotContain("s3cret");
  }

  private CommandRun run(String... arguments) {
    return CommandRun.in(directory, Map.of("HOOK", "s3cret"), arguments);
  }
}
