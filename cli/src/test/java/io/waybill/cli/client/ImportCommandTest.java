package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.waybill.api.scans.Cron;
import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code waybill import}: what is printed, said, written and sent. */
class ImportCommandTest extends CommandTest {
  private static final String REGSYNC =
      """
      creds:
      - { registry: quay.io, user: robot, pass: hunter2 }
      sync:
      - source: quay.io/team/app
        target: registry.example.com/mirror/app
        type: repository
        interval: 2h
        hooks: { post: { type: exec } }
      """;

  @Test
  void rulesArePrintedAndRemarksAreNot() throws IOException {
    write("regsync.yml", REGSYNC);

    CommandRun run = run("import", "regsync.yml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .isEqualTo(
            """
            # The configuration (waybill.yaml) has to know these registries:
            # registries:
            #   quay-io:
            #     url: https://quay.io
            #     username: robot
            #     password: "${QUAY_IO_PASSWORD}"
            #   registry-example-com:
            #     url: https://registry.example.com

            rules:
            - name: regsync-quay-io-to-registry-example-com
              source:
                registry: quay-io
                repositories: team/app
              targets:
              - registry: registry-example-com
                repository: "mirror/{name}"
              referrers: false
              schedule: 0 */2 * * *
              backfill: true
            """);
    assertThat(run.err())
        .contains("This looks like regsync")
        .contains(
            "regsync.yml, line 8, sync[0].hooks (left out): commands that are run around a copy.")
        .contains("docs/notifications.md")
        .contains("1 rule of regsync, 1 remark.")
        .doesNotContain("hunter2");
  }

  @Test
  void schedulesAreSuchAsTheSchedulerTakes() throws IOException {
    write("regsync.yml", REGSYNC);

    JsonNode rules = new YAMLMapper().readTree(run("import", "regsync.yml").out());

    assertThat(Cron.parse(rules.at("/rules/0/schedule").asText())).isNotNull();
  }

  @Test
  void whatWasPrintedCanBeApplied() throws IOException {
    write("regsync.yml", REGSYNC);
    api().on("GET /api/v1/rules", 200, "{\"items\":[]}").on("POST /api/v1/rules", 201, RULE);
    assertThat(run("import", "regsync", "regsync.yml", "-O", "rules.yaml").out()).isEmpty();

    assertThat(run("rules", "apply", "-f", "rules.yaml", "--yes").exitCode())
        .isEqualTo(ExitCodes.OK);
    assertThat(api().asked())
        .anySatisfy(asked -> assertThat(asked).startsWith("POST ").contains("mirror/{name}"));
  }

  @Test
  void rulesAreSentAtOnceWhereThatIsAsked() throws IOException {
    write("regsync.yml", REGSYNC);
    api().on("GET /api/v1/rules", 200, "{\"items\":[]}").on("POST /api/v1/rules", 201, RULE);

    CommandRun dry = run("import", "regsync.yml", "--apply", "--dry-run");
    assertThat(dry.out()).contains("+ regsync-quay-io-to-registry-example-com", "1 to make");
    assertThat(api().asked()).allSatisfy(asked -> assertThat(asked).startsWith("GET "));

    assertThat(run("import", "regsync.yml", "--apply", "--yes").out()).contains("Done.");
    assertThat(api().asked()).anySatisfy(asked -> assertThat(asked).startsWith("POST "));
  }

  @Test
  void whatIsSentIsWrittenAsWellWhereThatIsAsked() throws IOException {
    write("regsync.yml", REGSYNC);
    api().on("GET /api/v1/rules", 200, "{\"items\":[]}").on("POST /api/v1/rules", 201, RULE);

    CommandRun run = run("import", "regsync.yml", "--apply", "--yes", "-O", "rules.yaml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.err()).contains("Wrote rules.yaml.");
    assertThat(api().asked()).anySatisfy(asked -> assertThat(asked).startsWith("POST "));
    assertThat(run("rules", "apply", "-f", "rules.yaml", "--dry-run").out())
        .contains("+ regsync-quay-io-to-registry-example-com");
  }

  @Test
  void whatMeansNothingForTheFormatIsRefused() throws IOException {
    write("regsync.yml", REGSYNC);

    for (String option : List.of("--scoped", "--all", "--to=a.example.com", "--local=b.example")) {
      CommandRun run = run("import", "regsync.yml", option);

      assertThat(run.exitCode()).as(option).isEqualTo(ExitCodes.USAGE);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .contains(option.replaceFirst("=.*", "") + " is about", "means nothing for regsync");
    }
  }

  @Test
  void aNameForARegistryThatNoFileNamesIsTold() throws IOException {
    write("regsync.yml", REGSYNC);

    CommandRun run = run("import", "regsync.yml", "--registry", "quay.oi=shanghai");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.err()).contains("--registry quay.oi=shanghai has no effect");
    assertThat(run("import", "regsync.yml", "--registry", "quay.io=shanghai").err())
        .doesNotContain("no effect");
  }

  @Test
  void registriesThatAreKnownAlreadyKeepTheirNames() throws IOException {
    write("regsync.yml", REGSYNC);

    CommandRun run =
        run(
            "import",
            "regsync.yml",
            "--registry",
            "quay.io=shanghai",
            "--registry",
            "registry.example.com=frankfurt");

    assertThat(run.out())
        .startsWith("rules:")
        .contains("registry: shanghai", "registry: frankfurt");
  }

  @Test
  void aFileOfNobodysIsAMistake() throws IOException {
    write("what.yaml", "a: 1\n");
    write("broken.yaml", "a: [1\n");

    assertThat(run("import", "what.yaml").exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run("import", "what.yaml").err()).contains("say which it is");
    assertThat(run("import", "broken.yaml").err()).contains("broken.yaml, line");
    assertThat(run("import", "none.yaml").err()).contains("There is no file none.yaml");
  }

  @Test
  void whereNothingCanBeMadeOfItTheCommandFails() throws IOException {
    write(
        "regsync.yml",
        "sync: [{ source: \"ocidir:///x\", target: example.com/x, type: repository }]\n");

    CommandRun run = run("import", "regsync.yml");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("an OCI layout in a directory", "No rule could be made");
  }
}
