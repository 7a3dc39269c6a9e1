package io.waybill.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.embedded.LocalRegistry;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.wire.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The command between docker distribution's own registries. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CopyCommandTest {
  private static final SampleImage FIRST =
      SampleImage.builder(1).layers(2, 20_000).signed().withSbom().build();
  private static final SampleImage SECOND =
      SampleImage.builder(2).platforms("linux/amd64").layers(2, 20_000).build();

  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private @Nullable LocalRegistry source;
  private @Nullable LocalRegistry target;
  private @Nullable LocalRegistry other;

  @TempDir private Path directory = Path.of("");

  @BeforeAll
  void start(@TempDir Path data) throws RegistryException {
    source = LocalRegistry.start(data.resolve("source"));
    target = LocalRegistry.start(data.resolve("target"));
    other = LocalRegistry.start(data.resolve("other"));
    push(FIRST, "team/app:v1");
    push(SECOND, "team/app:v2");
    push(SECOND, "team/app:v2-rc1");
    push(SECOND, "team/web:v1");
    push(FIRST, "misc/tool:latest");
  }

  @AfterAll
  void stop() {
    clients.close();
    for (LocalRegistry registry : new LocalRegistry[] {source, target, other}) {
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

  private void push(SampleImage image, String name) throws RegistryException {
    image.push(clients, (TagReference) Reference.parse(address(source) + "/" + name));
  }

  private Optional<Digest> find(@Nullable LocalRegistry registry, String name)
      throws RegistryException {
    Reference reference = Reference.parse(address(registry) + "/" + name);
    return new ManifestChecker(clients.getCaller(reference.repository().registry(), Side.SOURCE))
        .check(reference)
        .digest();
  }

  private CommandRun copy(String from, String... rest) {
    List<String> arguments = new ArrayList<>(List.of("copy", address(source) + "/" + from));
    arguments.addAll(List.of(rest));
    return CommandRun.in(directory, arguments.toArray(String[]::new));
  }

  private static List<JsonNode> documents(CommandRun run) {
    return run.out().lines().map(CopyCommandTest::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return Json.lenient().readTree(line);
    } catch (java.io.IOException malformed) {
      throw new IllegalStateException(line, malformed);
    }
  }

  @Test
  void copiesOneImageWithItsSignatures() throws Exception {
    CommandRun run = copy("team/app:v1", address(target) + "/one/app:mine");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("Copied ", FIRST.digest().toString(), ", with 2 referrers");
    assertThat(find(target, "one/app:mine")).contains(FIRST.digest());
    assertThat(find(target, "one/app:" + FIRST.signatureTag().orElseThrow())).isPresent();
  }

  @Test
  void saysThatAnImageIsThereAlready() {
    copy("team/app:v2", address(target) + "/there/app", "--no-referrers");

    CommandRun run = copy("team/app:v2", address(target) + "/there/app", "--no-referrers");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains(" already (");
  }

  @Test
  void takesLatestWhereNoTagIsNamedAndSaysSo() throws Exception {
    CommandRun run = copy("misc/tool", address(target) + "/untagged/", "--no-referrers");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("No tag was named, so it is", "tool:latest", "--all-tags")
        .contains(" to " + address(target) + "/untagged/misc/tool:latest");
    assertThat(find(target, "untagged/misc/tool:latest")).contains(FIRST.digest());
  }

  @Test
  void copiesAllTagsToSeveralTargets() throws Exception {
    CommandRun run =
        copy(
            "team/app",
            "--all-tags",
            "--exclude",
            "*-rc*",
            address(target) + "/all/",
            address(other) + "/renamed");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("4 targets: 4 copied, 0 already there, 0 failed, in ");
    assertThat(find(target, "all/team/app:v1")).contains(FIRST.digest());
    assertThat(find(other, "renamed:v2")).contains(SECOND.digest());
    assertThat(find(other, "renamed:v2-rc1")).isEmpty();
    assertThat(find(other, "renamed:" + FIRST.signatureTag().orElseThrow())).isPresent();
  }

  @Test
  void copiesRepositoriesByAPattern() throws Exception {
    CommandRun run =
        copy("team/**:v*", address(target) + "/globs/", "--exclude-repository", "team/web");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("3 images: 3 copied");
    assertThat(find(target, "globs/team/app:v2-rc1")).contains(SECOND.digest());
    assertThat(find(target, "globs/team/web:v1")).isEmpty();
  }

  @Test
  void aDryRunSaysWhatItWouldDoAndDoesNothing() throws Exception {
    copy("team/app:v1", address(target) + "/dry/app:v2", "--no-referrers");

    CommandRun run = copy("team/app:v2*", address(target) + "/dry/app", "--dry-run");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(run.out())
        .contains("would copy ", "in place of " + FIRST.digest())
        .contains("Nothing was copied. It would be 2 images, at most ", " in 3 blobs")
        .contains("and 1 tag would point to something else than now; already there: 0.");
    assertThat(find(target, "dry/app:v2")).contains(FIRST.digest());
    assertThat(find(target, "dry/app:v2-rc1")).isEmpty();
  }

  @Test
  void printsADocumentForEachCopyAndOneForTheWhole() {
    CommandRun run = copy("team/app:v2*", address(target) + "/json/app", "-o", "json");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    List<JsonNode> documents = documents(run);
    assertThat(documents).hasSize(3);
    assertThat(documents.getFirst().path("status").asText()).isEqualTo("succeeded");
    assertThat(documents.getFirst().path("outcome").asText()).isEqualTo("copied");
    assertThat(documents.getFirst().path("digest").asText()).isEqualTo(SECOND.digest().toString());
    JsonNode summary = documents.getLast().path("summary");
    assertThat(summary.path("copied").asInt()).isEqualTo(2);
    assertThat(summary.path("failed").asInt()).isZero();
  }

  @Test
  void printsOneDocumentForOneImageAlsoWhereItFails() {
    CommandRun run = copy("team/app:none", address(target) + "/json/app", "-o", "json");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(documents(run)).hasSize(1);
    JsonNode document = documents(run).getFirst();
    assertThat(document.path("status").asText()).isEqualTo("failed");
    assertThat(document.path("failure").path("code").asText()).isEqualTo("SOURCE_NOT_FOUND");
    assertThat(run.err())
        .contains("SOURCE_NOT_FOUND", "The repository is not there, or has no such image");
  }

  @Test
  void whatFailsIsListedAndTheRestIsThere() throws Exception {
    copy("team/app:v1", address(target) + "/partly/app:v2", "--no-referrers");

    CommandRun run =
        copy("team/app", "--all-tags", address(target) + "/partly/app", "--overwrite", "never");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.out()).contains("3 images: 2 copied, 0 already there, 1 failed");
    assertThat(run.err())
        .contains("1 image could not be copied", "IMAGE_EXISTS", "partly/app:v2")
        .contains("Run the same command again")
        .contains("--overwrite always")
        .doesNotContain("Exception");
    assertThat(find(target, "partly/app:v2")).contains(FIRST.digest());
    assertThat(find(target, "partly/app:v2-rc1")).contains(SECOND.digest());
  }

  @Test
  void keepsTheReplacedImageUnderATagOfItsOwn() throws Exception {
    copy("team/app:v1", address(target) + "/backup/app:v2", "--no-referrers");

    CommandRun run =
        copy("team/app:v2", address(target) + "/backup/app", "--overwrite", "backup", "-o", "json");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    String backup = documents(run).getFirst().path("backupTag").asText();
    assertThat(find(target, "backup/app:" + backup)).contains(FIRST.digest());
  }

  @Test
  void aPlatformIsCopiedInTheWayThatIsSaid() throws Exception {
    CommandRun undeclared =
        copy("team/app:v1", address(target) + "/platform/app", "--platform", "linux/amd64");
    CommandRun run =
        copy(
            "team/app:v1",
            address(target) + "/platform/app",
            "--platform",
            "linux/amd64",
            "--platform-mode",
            "rebuilt");

    assertThat(undeclared.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(undeclared.err()).contains("--platform-mode", "sparse", "rebuilt");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    Digest rebuilt = find(target, "platform/app:v1").orElseThrow();
    assertThat(rebuilt).isNotEqualTo(FIRST.digest());
    assertThat(run.out())
        .contains(rebuilt + " (rebuilt of the chosen platforms of " + FIRST.digest() + ")");
  }

  @Test
  void aDocumentSaysOfWhatAnImageWasRebuilt() throws Exception {
    CommandRun run =
        copy(
            "team/app:v1",
            address(target) + "/rebuilt/app",
            "--platform=linux/amd64",
            "--platform-mode=rebuilt",
            "--output=json");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    JsonNode document = documents(run).getFirst();
    assertThat(document.path("digest").asText())
        .isEqualTo(find(target, "rebuilt/app:v1").orElseThrow().toString());
    assertThat(document.path("rebuiltFrom").asText()).isEqualTo(FIRST.digest().toString());
  }

  @Test
  void aDryRunToSeveralTargetsCountsEachOfThem() {
    CommandRun run =
        copy("team/app:v2*", address(target) + "/dry2/", address(other) + "/dry2/", "--dry-run");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(run.out()).contains("It would be 4 targets, at most ");
  }

  @Test
  void aProxyThatCannotBeUsedIsNamedOnce() {
    CommandRun run =
        CommandRun.in(
            directory,
            Map.of("HTTPS_PROXY", "ftp://proxy.example"),
            "copy",
            "registry.example/app:1",
            address(target));

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("HTTPS_PROXY");
  }

  @Test
  void findsAHostAtTheAddressThatIsGiven() throws Exception {
    String port = address(target).substring(address(target).indexOf(':'));

    CommandRun run =
        copy(
            "team/app:v2",
            "registry.example" + port + "/resolved/app",
            "--insecure=registry.example",
            "--resolve=registry.example=127.0.0.1",
            "--no-referrers");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(find(target, "resolved/app:v2")).contains(SECOND.digest());
  }

  @Test
  void anAddressThatIsNoneIsAMistakeOfTheCommandLine() {
    assertThat(resolve("registry.example"))
        .contains("--resolve", "\"registry.example\" is not HOST=ADDRESS", "10.0.0.7");
    assertThat(resolve("registry.example=there"))
        .contains("--resolve", "\"there\" is not an IP address");
    assertThat(resolve("registry.example:443=10.0.0.7")).contains("without a port");
    assertThat(resolve("a.example=10.0.0.7", "--resolve=A.example=10.0.0.8"))
        .contains("10.0.0.7", "10.0.0.8", "a host has one address");
  }

  private String resolve(String value, String... rest) {
    List<String> arguments = new ArrayList<>(List.of(address(target), "--resolve=" + value));
    arguments.addAll(List.of(rest));
    CommandRun run = copy("team/app:v1", arguments.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).doesNotContain("Exception");
    return run.err();
  }

  @Test
  void aRepositoryThatIsNotThereIsNamed() {
    CommandRun run = copy("team/nothing", "--all-tags", address(target));

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("SOURCE_NOT_FOUND", "team/nothing").doesNotContain("Exception");
  }

  @Test
  void aPatternThatMatchesNothingIsAFailure() {
    CommandRun text = copy("team/app:zz*", address(target) + "/none/");
    CommandRun dry = copy("nobody/**", address(target) + "/none/", "--dry-run");
    CommandRun json = copy("nobody/**", address(target) + "/none/", "--output=json");

    assertThat(text.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(text.err()).contains("Nothing matches " + address(source) + "/team/app:zz*.");
    assertThat(dry.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(json.exitCode()).isEqualTo(ExitCodes.FAILED);
    JsonNode document = documents(json).getLast();
    assertThat(document.path("status").asText()).isEqualTo("failed");
    assertThat(document.path("summary").path("listingFailure").path("reason").asText())
        .startsWith("Nothing matches ");
  }

  @Test
  void theSameReasonIsToldOnceAtTheEnd() {
    copy("team/app:v1", address(target) + "/same/app:v2", "--no-referrers");
    copy("team/app:v1", address(target) + "/same/app:v2-rc1", "--no-referrers");

    CommandRun run = copy("team/app:v2*", address(target) + "/same/app", "--overwrite", "never");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).containsOnlyOnce("--overwrite always").contains(" The same for ");
    assertThat(run.out()).contains("FAILED").doesNotContain("--overwrite always");
  }

  @Test
  void saysWhatATagShowedBefore() {
    copy("team/app:v1", address(target) + "/before/app:v2", "--no-referrers");

    CommandRun backup =
        copy("team/app:v2", address(target) + "/before/app", "--overwrite", "backup");
    CommandRun moved = copy("team/app:v1", address(target) + "/before/app:v2", "--no-referrers");

    assertThat(backup.out()).contains("what was there is kept as tag ");
    assertThat(moved.out()).contains("in place of " + SECOND.digest());
  }

  @Test
  void theSameTargetIsNotNamedTwice() {
    CommandRun run = copy("team/app:v1", address(target), address(target) + "/team/app:v1");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("is where another DST is");
  }

  @Test
  void aNameWithoutAHostIsOneOfDockerHub() {
    CommandRun run = CommandRun.in(directory, "copy", "team/app:v1.0", address(target));

    assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(run.err()).contains("docker.io/team/app:v1.0");
  }

  @Test
  void wordsThatMakeNoSenseAreRefusedBeforeAnythingIsAsked() {
    assertThat(copy("team/app:*", address(target) + "/app:v1").exitCode())
        .isEqualTo(ExitCodes.USAGE);
    assertThat(copy("team/app:v1", address(target), "--jobs", "0").exitCode())
        .isEqualTo(ExitCodes.USAGE);
    assertThat(copy("team/app:v1", address(target), "--overwrite", "mine").err())
        .contains("--overwrite", "expected one of [always, never, backup] but was 'mine'");
    assertThat(copy("team/app:v1", address(target), "--bandwidth", "fast").err())
        .contains("--bandwidth", "is not a rate");
    assertThat(CommandRun.in(directory, "copy", "app:v1", address(target)).err())
        .contains("SRC has to begin with the host of its registry", "app:v1");
  }
}
