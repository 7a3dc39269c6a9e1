package io.waybill.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.embedded.LocalRegistry;
import io.waybill.embedded.RegistryLogin;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.TagLister;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command between docker distribution's own registries, of which the source asks for a login.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MigrateCommandTest {
  private static final String PROXY = "coreos/kube-rbac-proxy";
  private static final SampleImage FIRST = SampleImage.builder(1).layers(2, 10_000).build();
  private static final SampleImage SECOND =
      SampleImage.builder(2).platforms("linux/amd64").layers(2, 10_000).build();
  private static final RegistryLogin LOGIN = RegistryLogin.SAMPLE;

  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(
              Set.of(),
              any ->
                  CredentialSource.of(
                      new Credentials.Password(LOGIN.username(), LOGIN.password()))));
  private @Nullable LocalRegistry source;
  private @Nullable LocalRegistry target;
  private Path directory = Path.of("");

  @BeforeAll
  void start(@TempDir Path data) throws RegistryException {
    source = LocalRegistry.builder(data.resolve("source")).login(LOGIN).start();
    target = LocalRegistry.start(data.resolve("target"));
    push(FIRST, PROXY + ":v1.0");
    push(SECOND, PROXY + ":v1.1");
    push(SECOND, PROXY + ":v2.0");
    push(FIRST, PROXY + ":baa");
    push(SECOND, "library/nginx:1.25");
    push(FIRST, "library/nginx:1.26");
  }

  @BeforeEach
  void files(@TempDir Path fresh) throws IOException {
    directory = fresh;
    write(
        "auth.json",
        """
        { "SOURCE": {"username": "alice", "password": "open-sesame", "insecure": true} }
        """);
  }

  @AfterAll
  void stop() {
    clients.close();
    for (LocalRegistry registry : new LocalRegistry[] {source, target}) {
      if (registry != null) {
        registry.close();
      }
    }
  }

  private static String address(@Nullable LocalRegistry registry) {
    if (registry == null) {
      throw new IllegalStateException("Started before the tests");
    }
    return registry.address();
  }

  private String placed(String text) {
    return text.replace("SOURCE", address(source))
        .replace("TARGET", address(target))
        .replace("PROXY", PROXY)
        .replace("DIGEST", FIRST.digest().toString());
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), placed(text));
  }

  private String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  private void push(SampleImage image, String name) throws RegistryException {
    image.push(clients, (TagReference) Reference.parse(address(source) + "/" + name));
  }

  private CommandRun migrate(String... options) {
    return migrate(Map.of(), options);
  }

  private CommandRun migrate(Map<String, String> environment, String... options) {
    List<String> arguments = new ArrayList<>(List.of("migrate"));
    for (String option : options) {
      arguments.add(placed(option));
    }
    return CommandRun.in(directory, environment, arguments.toArray(String[]::new));
  }

  private List<String> tags(String repository) throws RegistryException {
    Repository at = Repository.parse(address(target) + "/" + repository);
    return new TagLister(clients.getCaller(at.registry(), Side.SOURCE))
        .list(at).stream().map(Tag::name).sorted().toList();
  }

  private Optional<Digest> find(String name) throws RegistryException {
    Reference reference = Reference.parse(address(target) + "/" + name);
    return new ManifestChecker(clients.getCaller(reference.repository().registry(), Side.SOURCE))
        .check(reference)
        .digest();
  }

  private static void succeeded(CommandRun run, int images) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCodes.OK);
    assertThat(lastLine(run)).isEqualTo(ending(images, 0, 0));
  }

  private static String lastLine(CommandRun run) {
    return run.out().lines().reduce("", (before, line) -> line);
  }

  private static String ending(int images, int failed, int unmade) {
    return "Images(%d) migration finished, %d images tasks failed, %d tasks generate failed"
        .formatted(images, failed, unmade);
  }

  @Test
  void everyFormOfImageSyncersRulesEndsWithItsTags() throws Exception {
    write(
        "images.yaml",
        """
        SOURCE/PROXY: TARGET/syncer/all
        SOURCE/PROXY:v1.0: TARGET/syncer/one
        SOURCE/PROXY:v1.0,v2.0: TARGET/syncer/some
        SOURCE/PROXY:v2.0,v1.0: TARGET/syncer/renamed:a,b
        SOURCE/PROXY@DIGEST: TARGET/syncer/digest
        SOURCE/PROXY:v1.1: [TARGET/syncer/left, TARGET/syncer/right]
        SOURCE/PROXY:/a+/: TARGET/syncer/regex
        SOURCE/library/nginx: ""
        """);

    CommandRun run =
        migrate(
            "--images=images.yaml", "--proc=3", "--registry=TARGET", "--namespace=syncer/default");

    succeeded(run, 15);
    assertThat(tags("syncer/all")).containsExactly("baa", "v1.0", "v1.1", "v2.0");
    assertThat(tags("syncer/one")).containsExactly("v1.0");
    assertThat(tags("syncer/some")).containsExactly("v1.0", "v2.0");
    assertThat(tags("syncer/renamed")).containsExactly("a", "b");
    assertThat(find("syncer/renamed:a")).contains(SECOND.digest());
    assertThat(find("syncer/renamed:b")).contains(FIRST.digest());
    assertThat(find("syncer/digest@" + FIRST.digest())).contains(FIRST.digest());
    assertThat(tags("syncer/left")).containsExactly("v1.1");
    assertThat(tags("syncer/right")).containsExactly("v1.1");
    assertThat(tags("syncer/regex")).containsExactly("baa");
    assertThat(tags("syncer/default/nginx")).containsExactly("1.25", "1.26");
  }

  @Test
  void imageMigratorsFilesAndFlagsAreTakenAsTheyAre() throws Exception {
    write(
        "images.json",
        """
        {
          "SOURCE/library/nginx:1.25": "TARGET/migrator/nginx:renamed",
          "SOURCE/library/nginx:1.26": "TARGET/migrator/kept",
          "SOURCE/PROXY": "TARGET/migrator/other",
          "SOURCE/PROXY:v1.0": ""
        }
        """);

    CommandRun run =
        migrate(
            Map.of("DEFAULT_REGISTRY", address(target), "DEFAULT_NAMESPACE", "elsewhere"),
            "--auth=./auth.json",
            "--images=./images.json",
            "--log=./image-migrator.log",
            "--namespace=migrator",
            "-r=3",
            "-w=7");

    succeeded(run, 7);
    assertThat(tags("migrator/nginx")).containsExactly("renamed");
    assertThat(tags("migrator/kept")).containsExactly("1.26");
    assertThat(tags("migrator/other")).containsExactly("baa", "v1.0", "v1.1", "v2.0");
    assertThat(tags("migrator/kube-rbac-proxy")).containsExactly("v1.0");
    assertThat(run.out()).doesNotContain("migrator/nginx:renamed");
    assertThat(read("image-migrator.log"))
        .contains("migrator/nginx:renamed", ending(7, 0, 0))
        .containsPattern("(?m)^\\d{4}-\\d\\d-\\d\\dT\\S+Z copied ");
  }

  @Test
  void theOldSingleFileIsFoundAndWhatIsThereIsNotCopiedAgain() throws Exception {
    write(
        "config.json",
        """
        { "auth": {"SOURCE/library": {"username": "${WHO}", "password": "$WORD"}},
          "images": {"SOURCE/library/nginx": "TARGET/old/nginx"} }
        """);
    Map<String, String> environment = Map.of("WHO", "alice", "WORD", "open-sesame");

    CommandRun first = migrate(environment);
    CommandRun second = migrate(environment);

    succeeded(first, 2);
    assertThat(first.out()).contains("2 images: 2 copied, 0 already there, 0 failed");
    succeeded(second, 2);
    assertThat(second.out()).contains("2 images: 0 copied, 2 already there, 0 failed");
  }

  @Test
  void eachNamespaceHasItsOwnAccount() throws Exception {
    write(
        "auth.yaml",
        """
        SOURCE: {username: mallory, password: wrong}
        SOURCE/coreos: {username: alice, password: open-sesame}
        """);
    write(
        "images.json",
        """
        { "SOURCE/PROXY:v1.0": "TARGET/account/proxy", "SOURCE/library/nginx": "TARGET/account/x" }
        """);

    CommandRun run = migrate("--auth=auth.yaml", "--retries=0");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(lastLine(run)).isEqualTo(ending(1, 0, 1));
    assertThat(run.out())
        .contains("UNAUTHORIZED", "\"mallory\" (from auth.yaml)", "file of --auth")
        .doesNotContain("open-sesame");
    assertThat(tags("account/proxy")).containsExactly("v1.0");
  }

  @Test
  void whatFailedIsWrittenDownAndTriedAgainLater() throws Exception {
    write(
        "images.json",
        """
        { "SOURCE/late/app:v1,v2": ["TARGET/late/app", "TARGET/late/copy"],
          "SOURCE/late/listed": "TARGET/late/listed",
          "SOURCE/library/nginx:1.25": "TARGET/late/nginx" }
        """);

    CommandRun failed = migrate("-r", "1", "--report", "report.json");

    assertThat(failed.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(lastLine(failed)).isEqualTo(ending(5, 4, 1));
    assertThat(failed.out())
        .contains("Trying again what failed (1 of 1): 4 images, and the tags of 1 rule.")
        .contains("SOURCE_NOT_FOUND", "late/app:v1", "--retry-failed.")
        .contains("(images.json, line 2) could not be listed");
    JsonNode left = Json.lenient().readTree(read("waybill-migrate-failed.json"));
    assertThat(left.path("images").properties())
        .extracting(entry -> placed(entry.getKey()))
        .containsExactlyInAnyOrder(
            placed("SOURCE/late/listed"),
            placed("SOURCE/late/app:v1"),
            placed("SOURCE/late/app:v2"));
    assertThat(left.path("failures"))
        .hasSize(5)
        .allMatch(failure -> failure.path("code").asText().equals("SOURCE_NOT_FOUND"));
    JsonNode report = Json.lenient().readTree(read("report.json"));
    assertThat(report).hasSize(6);
    assertThat(report)
        .filteredOn(line -> line.path("status").asText().equals("copied"))
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.path("digest").asText()).isEqualTo(SECOND.digest().toString());
              assertThat(line.path("bytes").asLong()).isPositive();
            });

    push(FIRST, "late/app:v1");
    push(SECOND, "late/app:v2");
    push(SECOND, "late/listed:x");
    CommandRun again = migrate("--retry-failed");

    succeeded(again, 5);
    assertThat(tags("late/app")).containsExactly("v1", "v2");
    assertThat(tags("late/copy")).containsExactly("v1", "v2");
    assertThat(tags("late/listed")).containsExactly("x");
    assertThat(directory.resolve("waybill-migrate-failed.json")).doesNotExist();
  }

  @Test
  void whatAnotherMigrationHasLeftIsKept() throws Exception {
    write("one.json", "{ \"SOURCE/never/one:v1\": \"TARGET/never/one\" }");
    write("two.json", "{ \"SOURCE/never/two:v1\": \"TARGET/never/two\" }");
    write("good.json", "{ \"SOURCE/PROXY:v1.0\": \"TARGET/never/proxy\" }");
    migrate("--images=one.json", "-r=0");

    CommandRun good = migrate("--images=good.json");

    succeeded(good, 1);
    assertThat(read("waybill-migrate-failed.json")).contains("never/one");

    CommandRun same = migrate("--images=one.json", "-r=0");
    CommandRun other = migrate("--images=two.json", "-r=0");

    assertThat(same.out()).doesNotContain("was there already");
    assertThat(other.out()).contains("it is kept as waybill-migrate-failed.1.json.");
    assertThat(read("waybill-migrate-failed.json")).contains("never/two");
    assertThat(read("waybill-migrate-failed.1.json")).contains("never/one");

    push(FIRST, "never/one:v1");
    CommandRun again = migrate("--retry-failed", "waybill-migrate-failed.1.json");

    succeeded(again, 1);
    assertThat(directory.resolve("waybill-migrate-failed.1.json")).doesNotExist();
    assertThat(read("waybill-migrate-failed.json")).contains("never/two");
  }

  @Test
  void aReportSaysWhatBecameOfEveryTag() throws Exception {
    write(
        "images.json",
        """
        { "SOURCE/library/nginx": "TARGET/report/nginx",
          "SOURCE/PROXY:v9": "TARGET/report/proxy" }
        """);

    CommandRun run =
        migrate(
            "--report=report.csv",
            "--report=report.json",
            "--failed=left.json",
            "--output-success-images=done.yaml",
            "-r=0");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).contains("--retry-failed left.json");
    List<String> lines = read("report.csv").lines().toList();
    assertThat(lines.getFirst())
        .isEqualTo("source,target,digest,bytes,durationMs,status,code,reason");
    assertThat(lines).hasSize(4);
    assertThat(lines)
        .anyMatch(
            line ->
                line.startsWith(
                        placed("SOURCE/library/nginx:1.26,TARGET/report/nginx:1.26,DIGEST,"))
                    && line.endsWith(",copied,,"))
        .anyMatch(line -> line.contains(",failed,SOURCE_NOT_FOUND,"));
    assertThat(Json.lenient().readTree(read("report.json"))).hasSize(3);
    assertThat(read("done.yaml"))
        .contains(
            placed("SOURCE/library/nginx:1.25\":\n- \"TARGET/report/nginx:1.25\""), "nginx:1.26")
        .doesNotContain("proxy");
    assertThat(migrate("--images=done.yaml", "--output-images-format=json").exitCode())
        .isEqualTo(ExitCodes.OK);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskUnderTheLogStopsNoCopyAndIsToldOnce() throws Exception {
    write("images.json", "{ \"SOURCE/library/nginx\": \"TARGET/unlogged/nginx\" }");
    Files.createSymbolicLink(directory.resolve("full.log"), Path.of("/dev/full"));

    CommandRun run = migrate("--log=full.log");

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).containsOnlyOnce("full.log, but failed because: ");
    assertThat(lastLine(run)).isEqualTo(ending(2, 0, 0));
    assertThat(tags("unlogged/nginx")).containsExactly("1.25", "1.26");
  }

  @Test
  void theListOfFailuresIsReplacedAtOneGo() throws Exception {
    write("images.json", "{ \"SOURCE/PROXY:v8\": \"TARGET/replaced\" }");
    migrate("-r=0", "--failed=replaced.json");
    Path before = Files.createLink(directory.resolve("before"), directory.resolve("replaced.json"));
    String old = Files.readString(before);
    write(
        "images.json",
        """
        { "SOURCE/PROXY:v8": "TARGET/replaced", "SOURCE/PROXY:v9": "TARGET/replaced" }
        """);

    migrate("-r=0", "--failed=replaced.json");

    assertThat(read("replaced.json")).contains(PROXY + ":v9");
    assertThat(before).hasContent(old);
    assertThat(directory.resolve("replaced.json.new")).doesNotExist();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskUnderAReportStopsNoCopy() throws Exception {
    write(
        "images.json",
        """
        { "SOURCE/library/nginx": "TARGET/full/nginx",
          "SOURCE/PROXY:v9": "TARGET/full/proxy" }
        """);
    Files.createSymbolicLink(directory.resolve("full.json"), Path.of("/dev/full"));

    CommandRun run = migrate("--report=full.json", "--report=report.json", "-r=0");
    write("images.json", "{ \"SOURCE/library/nginx\": \"TARGET/full/nginx\" }");
    CommandRun good = migrate("--report=full.json");

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCodes.FAILED);
    assertThat(lastLine(run)).isEqualTo(ending(3, 1, 0));
    assertThat(run.out()).contains("Tried to write --report full.json, but failed because: ");
    assertThat(read("waybill-migrate-failed.json")).contains(PROXY + ":v9");
    assertThat(Json.lenient().readTree(read("report.json"))).hasSize(3);
    assertThat(tags("full/nginx")).containsExactly("1.25", "1.26");
    assertThat(good.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(lastLine(good)).isEqualTo(ending(2, 0, 0));
  }

  @Test
  void aDryRunListsWhatItWouldCopyAndTheBytes() throws Exception {
    write("images.json", "{ \"SOURCE/PROXY\": \"TARGET/dry/proxy\" }");

    CommandRun run = migrate("--dry-run", "--report=plan.json");

    succeeded(run, 4);
    assertThat(run.out())
        .contains("would copy " + address(source) + "/" + PROXY + ":v1.0 to ")
        .contains("Nothing was copied. It would be 4 images, at most ");
    assertThat(Json.lenient().readTree(read("plan.json")))
        .hasSize(4)
        .allMatch(line -> line.path("status").asText().equals("planned"))
        .allMatch(line -> line.path("bytes").asLong() > 10_000);
    assertThat(find("dry/proxy:v1.0")).isEmpty();
  }

  @Test
  void platformsAreSelectedAsImageSyncerDoes() throws Exception {
    write("images.json", "{ \"SOURCE/library/nginx\": \"TARGET/platforms/nginx\" }");

    CommandRun run = migrate("--os=linux", "--arch=arm64", "--arch=arm:v7");

    succeeded(run, 2);
    assertThat(run.out()).contains("1 image left out", "left out " + address(source));
    assertThat(tags("platforms/nginx")).containsExactly("1.26");
    assertThat(find("platforms/nginx:1.26").orElseThrow()).isNotEqualTo(FIRST.digest());
  }

  @Test
  void forcePutsTheManifestOnceMore() throws Exception {
    write("images.json", "{ \"SOURCE/PROXY:v1.0\": \"TARGET/force/proxy\" }");
    migrate();

    CommandRun run = migrate("--force");

    succeeded(run, 1);
    assertThat(run.out()).contains("1 image: 1 copied, 0 already there");
  }

  @Test
  void mistakesAreToldBeforeAnythingIsAsked() throws Exception {
    CommandRun none = migrate();
    write("images.json", "{ \"SOURCE/PROXY:v1,v2\": \"TARGET/a/b:x\",\n \"\": \"TARGET/a/b\" }");
    CommandRun wrong = migrate();
    CommandRun both = migrate("--config=config.json", "--auth=auth.json");

    assertThat(none.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(none.err()).contains("There is no file images.json");
    assertThat(wrong.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(wrong.err())
        .contains("images.json, line 1: ", "one to one", "images.json, line 2: ", "is empty");
    assertThat(both.err()).contains("leave --auth and --images out");
    assertThat(migrate("--report=report.txt").err()).contains("ends with .json or .csv");
    assertThat(migrate("-p=0").err()).contains("at least 1");
    assertThat(migrate("-r=-1").err()).contains("at least 0");
    assertThat(migrate("--arch=amd64,arm64").err()).contains("repeat the option");
  }
}
