package io.waybill.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.ExitCodes;
import io.waybill.embedded.LocalRegistry;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A directory that docker distribution's registry has filled is copied into another registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StorageCopyTest {
  private static final SampleImage FIRST =
      SampleImage.builder(1).layers(2, 20_000).signed().withSbom().build();
  private static final SampleImage SECOND =
      SampleImage.builder(2).platforms("linux/amd64").layers(2, 20_000).build();
  private static final SampleImage THIRD =
      SampleImage.builder(3).platforms("linux/amd64").layers(1, 20_000).build();

  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private @Nullable LocalRegistry source;
  private @Nullable LocalRegistry target;

  private Path data = Path.of("");

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    data = directory;
    source = LocalRegistry.start(data.resolve("source"));
    target = LocalRegistry.start(data.resolve("target"));
    FIRST.push(clients, tag(source, "team/app:v1"));
    SECOND.push(clients, tag(source, "team/app:v2"));
    SECOND.push(clients, tag(source, "team/deep/er/web:v1"));
    // What was pushed first has no tag any more.
    THIRD.push(clients, tag(source, "team:latest"));
    SECOND.push(clients, tag(source, "team:latest"));
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

  private static LocalRegistry started(@Nullable LocalRegistry registry) {
    if (registry == null) {
      throw new IllegalStateException("Started before the tests");
    }
    return registry;
  }

  private static TagReference tag(@Nullable LocalRegistry registry, String name) {
    return (TagReference) Reference.parse(started(registry).address() + "/" + name);
  }

  private Optional<Digest> find(String name) throws Exception {
    Reference reference = Reference.parse(started(target).address() + "/" + name);
    return new ManifestChecker(clients.getCaller(reference.repository().registry(), Side.SOURCE))
        .check(reference)
        .digest();
  }

  private CommandRun copy(String from, String to, String... options) {
    Stream<String> arguments =
        Stream.concat(Stream.of("copy", from, started(target).address() + to), Stream.of(options));
    return CommandRun.in(data, arguments.toArray(String[]::new));
  }

  /** A copy of the source's directory, to be broken. */
  private Path copyOfStorage(String name) throws IOException {
    Path from = data.resolve("source/storage");
    Path to = data.resolve(name);
    try (Stream<Path> all = Files.walk(from)) {
      for (Path one : all.toList()) {
        Files.copy(one, to.resolve(from.relativize(one).toString()));
      }
    }
    return to.resolve("docker/registry/v2");
  }

  @Test
  void bringsWholeDirectoriesByteForByte() throws Exception {
    CommandRun run = copy("storage:source/storage", "/all/");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    for (String name : new String[] {"team/app:v1", "team/app:v2", "team/deep/er/web:v1"}) {
      new ImageVerifier(clients).verify(tag(source, name), tag(target, "all/" + name), true);
    }
    assertThat(find("all/team:latest")).contains(SECOND.digest());
    assertThat(find("all/team@" + THIRD.digest())).isEmpty();
    assertThat(run.out()).contains("4 images: 4 copied, 0 already there, 0 failed");
  }

  @Test
  void bringsOneImageOrThoseOfAPattern() throws Exception {
    CommandRun one = copy("storage:source/storage//team/app:v2", "/one/app:mine");
    CommandRun some = copy("storage:source/storage/docker/registry/v2//team/**:v*", "/some/");

    assertThat(one.exitCode()).as(one.err()).isEqualTo(ExitCodes.OK);
    assertThat(find("one/app:mine")).contains(SECOND.digest());
    assertThat(some.exitCode()).as(some.err()).isEqualTo(ExitCodes.OK);
    assertThat(find("some/team/deep/er/web:v1")).contains(SECOND.digest());
    assertThat(find("some/team:latest")).isEmpty();
  }

  @Test
  void bringsWhatHasNoTagWhenAsked() throws Exception {
    CommandRun run = copy("storage:source/storage//team", "/untagged", "--all-tags", "--untagged");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(find("untagged:latest")).contains(SECOND.digest());
    assertThat(find("untagged@" + THIRD.digest())).contains(THIRD.digest());
  }

  @Test
  void leavesOutFoldersThatNoRepositoryCanBeCalled() throws Exception {
    Path root = copyOfStorage("odd");
    Files.createDirectories(root.resolve("repositories/Odd_Name/_manifests/revisions/sha256"));

    CommandRun run = copy("storage:odd", "/odd/", "--untagged");

    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.OK);
    assertThat(run.out() + run.err()).contains("The folder Odd_Name of the storage directory");
    assertThat(find("odd/team/app:v2")).contains(SECOND.digest());
  }

  @Test
  void namesWhatIsBrokenAndBringsTheRest() throws Exception {
    Path root = copyOfStorage("broken");
    Path repository = root.resolve("repositories/team/app/_manifests");
    Path data = data(root, FIRST.digest());
    Files.delete(data);
    Files.createDirectories(repository.resolve("tags/nolink/current"));
    Files.createDirectories(repository.resolve("tags/odd/current"));
    Files.writeString(repository.resolve("tags/odd/current/link"), "sha256:nonsense");
    Files.createDirectories(repository.resolve("tags/gone/current"));
    Files.writeString(
        repository.resolve("tags/gone/current/link"), Digest.sha256(new byte[0]).toString());

    CommandRun run = copy("storage:broken//team/app", "/mended/app", "--all-tags");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(find("mended/app:v2")).contains(SECOND.digest());
    assertThat(run.out())
        .contains("5 images: 1 copied, 0 already there, 4 failed")
        .contains("its bytes are missing: there is no " + data)
        .contains("the tag's link " + repository.resolve("tags/nolink/current/link"))
        .contains("tags/odd/current/link holds no digest")
        .contains("the repository does not have it any more");
    assertThat(run.err()).contains("4 images could not be copied").contains("--exclude");
  }

  @Test
  void followsNoLinkOutOfTheDirectory() throws Exception {
    Path root = copyOfStorage("linked");
    Path data = data(root, SECOND.digest());
    Path outside = this.data.resolve("outside");
    Files.move(data, outside);
    Files.createSymbolicLink(data, outside);

    CommandRun run = copy("storage:linked//team/app:v2", "/linked/app:v2");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("leads out of").contains("not followed");
    assertThat(find("linked/app:v2")).isEmpty();
  }

  @Test
  void refusesBytesThatAreNotWhatTheirNameSays() throws Exception {
    Path root = copyOfStorage("lying");
    Files.write(data(root, SECOND.digest()), new byte[] {'{', '}'});

    CommandRun run = copy("storage:lying//team/app:v2", "/lying/app:v2");

    assertThat(run.exitCode()).isEqualTo(ExitCodes.FAILED);
    assertThat(run.err()).contains("DIGEST_MISMATCH");
    assertThat(find("lying/app:v2")).isEmpty();
  }

  @Test
  void saysWhatIsWrongWithTheWords() {
    assertThat(copy("storage:nowhere", "").err()).contains("There is no directory");
    assertThat(copy("storage:source", "").err()).contains("docker/registry/v2/repositories");
    assertThat(copy("storage:source/storage//team/app:v1", "/x:1", "--untagged").err())
        .contains("--untagged is for all that a storage directory has");
    CommandRun into = CommandRun.in(data, "copy", "localhost:1/a:1", "storage:source/storage");
    assertThat(into.exitCode()).isEqualTo(ExitCodes.USAGE);
    assertThat(into.err()).contains("only its registry may write");
  }

  private static Path data(Path root, Digest digest) {
    String hex = digest.hex();
    return root.resolve("blobs/sha256").resolve(hex.substring(0, 2)).resolve(hex).resolve("data");
  }
}
