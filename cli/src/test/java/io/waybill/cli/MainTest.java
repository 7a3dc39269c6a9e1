package io.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void helpListsEveryCommand() {
    CommandRun run = CommandRun.in(directory, "--help");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains(
            "demo",
            "up",
            "gateway",
            "worker",
            "api",
            "copy",
            "migrate",
            "login",
            "logout",
            "webhooks",
            "rules",
            "import",
            "records",
            "where",
            "stats",
            "sync",
            "scan",
            "replay",
            "replays",
            "cancel",
            "dead-letters",
            "health",
            "config")
        .contains("Examples:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "up",
        "gateway",
        "worker",
        "api",
        "copy",
        "migrate",
        "login",
        "logout",
        "webhooks",
        "rules",
        "import",
        "records",
        "where",
        "stats",
        "sync",
        "scan",
        "replay",
        "replays",
        "cancel",
        "dead-letters",
        "health",
        "config"
      })
  void everyCommandExplainsItself(String command) {
    CommandRun run = CommandRun.in(directory, command, "--help");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("Usage: waybill " + command);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void versionNamesWaybillAndJava() {
    CommandRun run = CommandRun.in(directory, "--version");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).startsWith("waybill ").contains("Java 25");
  }

  @Test
  void aMissingCommandIsAUsageError() {
    CommandRun run = CommandRun.in(directory);

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(CommandRun.in(directory, "--help").out())
        .contains("A command is missing")
        .contains("waybill --help");
  }

  @Test
  void helpIsWhatTheOptionShows() {
    for (String command : List.of("rules", "records", "copy", "completion")) {
      assertThat(CommandRun.in(directory, "help", command))
          .isEqualTo(CommandRun.in(directory, command, "--help"));
    }
    assertThat(CommandRun.in(directory, "help")).isEqualTo(CommandRun.in(directory, "--help"));
  }

  @Test
  void helpAboutWhatIsNoCommandIsAUsageError() {
    CommandRun run = CommandRun.in(directory, "help", "nothing");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("nothing").doesNotContain("Exception");
  }

  @Test
  void aCommandThatIsAlmostRightIsSuggested() {
    CommandRun run = CommandRun.in(directory, "record", "list");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("Did you mean").contains("waybill records");
  }

  @Test
  void anUnknownOptionSuggestsTheOneThatWasMeant() {
    CommandRun run = CommandRun.in(directory, "demo", "--keeep");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err())
        .contains("Unknown option: '--keeep'")
        .contains("--keep")
        .contains("waybill demo --help")
        .doesNotContain("Exception");
  }

  @Test
  void aPortThatIsNoneIsAUsageError() {
    CommandRun run = CommandRun.in(directory, "demo", "--gateway-port", "70000");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("--gateway-port").contains("70000");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void anUnknownKeyIsAConfigurationMistakeWithASuggestion() throws IOException {
    Files.writeString(directory.resolve("waybill.yaml"), "gateway: { prot: 9090 }\n");

    CommandRun run = CommandRun.in(directory, "config", "check");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("gateway.prot").contains("port").doesNotContain("Exception");
  }

  @Test
  void rolesThatWouldNotStartAreNamed() throws IOException {
    Files.writeString(
        directory.resolve("waybill.yaml"),
        """
        registries: { a: { url: "https://registry.example.com" } }
        webhooks: { push: { registry: a } }
        gateway: { host: 0.0.0.0 }
        api: { host: 0.0.0.0 }
        """);

    CommandRun run = CommandRun.in(directory, "config", "check");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.out()).contains("1 registry, 1 webhook,").doesNotContain("It can be used");
    assertThat(run.err()).contains("api.host is 0.0.0.0").contains("webhooks.push has no secret");
    assertThat(CommandRun.in(directory, "gateway").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(CommandRun.in(directory, "up").exitCode()).isEqualTo(ExitCodes.USAGE);
  }

  @Test
  void rolesThatCannotRunTogetherAreNamed() throws IOException {
    Files.writeString(
        directory.resolve("waybill.yaml"),
        """
        gateway: { port: 9000 }
        api: { host: 0.0.0.0, port: 9000, tokens: [0123456789abcdef] }
        """);

    CommandRun check = CommandRun.in(directory, "config", "check");
    CommandRun up = CommandRun.in(directory, "up");

    String sentence =
        "gateway.port and api.port are both 9000 on one machine: set one of them to another port.";
    assertThat(check.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(check.out()).contains("would not start: " + sentence);
    assertThat(up.exitCode()).isNotEqualTo(ExitCodes.OK);
    assertThat(up.err()).contains(sentence);
  }

  @Test
  void everyProblemOfAConfigurationIsNamedAtOnce() throws IOException {
    Files.writeString(
        directory.resolve("mine.yaml"), "gateway: { port: 99999 }\nworker: { concurrency: 0 }\n");

    CommandRun run = CommandRun.in(directory, "up", "--config", "mine.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("gateway.port").contains("worker.concurrency");
  }

  @Test
  void aVariableThatSetsNoKeyIsAConfigurationMistake() {
    CommandRun run =
        CommandRun.in(directory, Map.of("WAYBILL_GATEWAY_PROT", "1"), "config", "check");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("WAYBILL_GATEWAY_PROT");
  }

  @Test
  void aConfigurationThatIsNotThereIsNamed() {
    CommandRun run = CommandRun.in(directory, "up", "--config", "missing.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains(directory.resolve("missing.yaml").toString());
  }

  @Test
  void theConfigurationMayBeNamedByAVariable() throws IOException {
    Path file = directory.resolve("elsewhere.yaml");
    Files.writeString(
        file, "registries: { shanghai: { url: \"https://registry.example.com\" } }\n");

    CommandRun run =
        CommandRun.in(directory, Map.of("WAYBILL_CONFIG", file.toString()), "config", "check");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains(file.toString()).contains("1 registry");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gateway", "worker", "api"})
  void aRoleAloneSaysThatItNeedsKafka(String role) {
    CommandRun run = CommandRun.in(directory, role);

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("kafka.bootstrapServers").contains("waybill up");
  }

  @Test
  void anApiThatIsNotThereIsUnavailable() {
    CommandRun run = CommandRun.in(directory, "rules", "list", "--api", "http://127.0.0.1:1");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
    assertThat(run.err()).contains("http://127.0.0.1:1").contains("waybill up");
  }

  @Test
  void aRuleFileThatIsNotThereIsAUsageError() {
    CommandRun run =
        CommandRun.in(
            directory, "rules", "create", "-f", "none.yaml", "--api", "http://127.0.0.1:1");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("none.yaml");
  }
}
