package io.waybill.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images go through files into another registry, and are what they were. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StoreCopyTest {
  private static final SampleImage FIRST =
      SampleImage.builder(11).layers(2, 60_000).signed().withSbom().build();
  private static final SampleImage SECOND =
      SampleImage.builder(12).platforms("linux/amd64").layers(2, 20_000).build();

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
    SECOND.push(clients, tag(source, "team/web:v1"));
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

  private static String at(@Nullable LocalRegistry registry) {
    if (registry == null) {
      throw new IllegalStateException("Started before the tests");
    }
    return registry.address() + "/";
  }

  private static TagReference tag(@Nullable LocalRegistry registry, String name) {
    return (TagReference) Reference.parse(at(registry) + name);
  }

  private Optional<Digest> find(String name) throws Exception {
    Reference reference = Reference.parse(at(target) + name);
    return new ManifestChecker(clients.getCaller(reference.repository().registry(), Side.SOURCE))
        .check(reference)
        .digest();
  }

  private CommandRun copy(String... arguments) {
    return CommandRun.in(
        data, Stream.concat(Stream.of("copy"), Stream.of(arguments)).toArray(String[]::new));
  }

  private void assertCopied(CommandRun run) {
    assertThat(run.exitCode()).as("%s%s", run.out(), run.err()).isEqualTo(ExitCodes.OK);
  }

  private void assertArrived(String repositories) throws Exception {
    for (String name : new String[] {"team/app:v1", "team/app:v2", "team/web:v1"}) {
      new ImageVerifier(clients).verify(tag(source, name), tag(target, repositories + name), true);
    }
  }

  @Test
  void throughLayoutInDirectory() throws Exception {
    assertCopied(copy(at(source) + "**", "oci:layout"));
    assertThat(data.resolve("layout/.waybill")).doesNotExist();

    assertCopied(copy("oci:layout", at(target) + "layout/"));
    assertCopied(copy("oci:layout:team/app:v2", at(target) + "layout/one:mine"));
    assertCopied(copy("oci:layout//team/a*:v*", at(target) + "some/"));

    assertArrived("layout/");
    assertThat(find("layout/one:mine")).contains(SECOND.digest());
    assertThat(find("some/team/app:v2")).contains(SECOND.digest());
    assertThat(find("some/team/web:v1")).isEmpty();
  }

  @Test
  void layoutIsGoneOnWith() throws Exception {
    assertCopied(copy(at(source) + "team/app:v2", "oci:grown:v2"));
    // As it is after a kill: the blobs are there, the list is not.
    Files.delete(data.resolve("grown/index.json"));
    Files.createDirectories(data.resolve("grown/.waybill"));
    Files.writeString(data.resolve("grown/.waybill/upload-7"), "half");

    CommandRun again = copy(at(source) + "team/app:v2", "oci:grown:v2", "-o", "json");
    CommandRun more = copy(at(source) + "team/web:v1", "oci:grown:web");

    assertCopied(again);
    assertThat(Json.lenient().readTree(again.out()).path("transfer").path("bytesRead").asLong())
        .isLessThan(10_000);
    assertCopied(more);
    assertThat(data.resolve("grown/.waybill")).doesNotExist();
    String index = Files.readString(data.resolve("grown/index.json"));
    assertThat(index).contains("\"v2\"").contains("\"web\"").contains(SECOND.digest().toString());
    assertThat(copy("oci:grown:v3", at(target) + "x:1").err())
        .contains("There is no one image \"v3\"")
        .contains("v2");
  }

  @Test
  void throughArchive() throws Exception {
    CommandRun run = copy(at(source) + "**", "oci-archive:images.tar");

    assertCopied(run);
    assertThat(run.out()).contains("Wrote " + data.resolve("images.tar"));
    assertThat(data.resolve("images.tar.partial")).doesNotExist();
    assertCopied(copy("oci-archive:images.tar", at(target) + "archive/"));
    assertArrived("archive/");
    assertThat(copy(at(source) + "**", "oci-archive:images.tar").err())
        .contains("archives are not added to");
  }

  @Test
  void throughPartsOfAnArchive() throws Exception {
    assertCopied(copy(at(source) + "**", "oci-archive:parts.tar", "--split-size", "50kB"));
    Path second = data.resolve("parts.tar.002");
    assertThat(Files.size(second)).isEqualTo(50_000);
    assertThat(data.resolve("parts.tar")).doesNotExist();

    assertCopied(copy("oci-archive:parts.tar.001", at(target) + "parts/"));
    assertArrived("parts/");

    byte[] bytes = Files.readAllBytes(second);
    bytes[7] = (byte) (bytes[7] ^ 1);
    Files.write(second, bytes);
    assertThat(copy("oci-archive:parts.tar.001", at(target) + "damaged/").err())
        .contains("parts.tar.002 is not what was written");
    Files.delete(second);
    assertThat(copy("oci-archive:parts.tar", at(target) + "damaged/").err())
        .contains("parts.tar.002 is missing");
  }

  @Test
  void archiveIsOnlyWrittenWhenAllIsThere() {
    CommandRun dry = copy(at(source) + "**", "oci-archive:dry.tar", "--dry-run");
    CommandRun broken =
        copy(at(source) + "team/{app,gone}:v2", "oci-archive:none.tar", "--exclude", "v2");

    assertThat(dry.exitCode()).isEqualTo(ExitCodes.OK);
    assertThat(broken.exitCode()).isEqualTo(ExitCodes.FAILED);
    for (String name : List.of("dry.tar", "dry.tar.partial", "none.tar", "none.tar.partial")) {
      assertThat(data.resolve(name)).doesNotExist();
    }
  }

  @Test
  void fromDockerArchive() throws Exception {
    byte[] layer = new byte[30_000];
    new Random(1).nextBytes(layer);
    ObjectNode config = Json.lenient().createObjectNode();
    config.put("os", "linux").put("architecture", "amd64");
    ArrayNode contents = config.putObject("rootfs").put("type", "layers").putArray("diff_ids");
    contents.add(Digest.sha256(layer).toString()).add(Digest.sha256(layer).toString());
    ArrayNode list = Json.lenient().createArrayNode();
    ObjectNode image = list.addObject().put("Config", "config.json");
    image.putArray("RepoTags").add("docker.io/team/app:1").add("app:2");
    // The second layer is the same as the first, and a link to it.
    image.putArray("Layers").add("one/layer.tar").add("two/layer.tar");
    Tar tar = new Tar();
    tar.add("one/layer.tar", '0', "", layer);
    tar.add("two/layer.tar", '2', "../one/layer.tar", new byte[0]);
    tar.add("config.json", '0', "", config.toString().getBytes(StandardCharsets.UTF_8));
    tar.add("manifest.json", '0', "", list.toString().getBytes(StandardCharsets.UTF_8));
    tar.write(data.resolve("saved.tar"));

    assertCopied(copy("docker-archive:saved.tar", at(target) + "saved/"));
    assertCopied(copy("docker-archive:saved.tar:app:2", at(target) + "saved/two:mine"));

    assertThat(find("saved/team/app:1")).isPresent().isEqualTo(find("saved/two:mine"));
    assertThat(find("saved/app:2")).isPresent();
  }

  @Test
  void refusesNamesThatDifferByTheirRegistries() throws Exception {
    ArrayNode list = Json.lenient().createArrayNode();
    list.addObject().put("Config", "one.json").putArray("RepoTags").add("quay.io/team/app:1");
    list.addObject().put("Config", "two.json").putArray("RepoTags").add("ghcr.io/team/app:1");
    Tar tar = new Tar();
    tar.add("one.json", '0', "", "{\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8));
    tar.add("two.json", '0', "", "{\"os\":\"windows\"}".getBytes(StandardCharsets.UTF_8));
    tar.add("manifest.json", '0', "", list.toString().getBytes(StandardCharsets.UTF_8));
    tar.write(data.resolve("alike.tar"));

    String refusal = err("docker-archive:alike.tar");

    assertThat(refusal).contains("quay.io/team/app:1 and ghcr.io/team/app:1");
    String digest = refusal.replaceAll("(?s).* or @(sha256:[0-9a-f]+).*", "$1");
    assertCopied(copy("docker-archive:alike.tar:@" + digest, at(target) + "alike/second:1"));
    assertThat(find("alike/second:1").map(Digest::toString)).contains(digest);
  }

  @Test
  void copiesWhatHasNoNameBesideWhatHasOne() throws Exception {
    ArrayNode list = Json.lenient().createArrayNode();
    list.addObject().put("Config", "one.json").putArray("RepoTags").add("app:1");
    list.addObject().put("Config", "two.json").putArray("RepoTags");
    Tar tar = new Tar();
    tar.add("one.json", '0', "", "{\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8));
    tar.add("two.json", '0', "", "{\"os\":\"windows\"}".getBytes(StandardCharsets.UTF_8));
    tar.add("manifest.json", '0', "", list.toString().getBytes(StandardCharsets.UTF_8));
    tar.write(data.resolve("both.tar"));

    CommandRun run = copy("docker-archive:both.tar", at(target) + "both/", "-o", "json");

    assertCopied(run);
    assertThat(find("both/app:1")).isPresent();
    assertThat(run.out()).contains("/both/both@sha256:");
  }

  @Test
  void foldersOfSkopeoAreReadWithoutTheirRegistry() throws Exception {
    byte[] config = "{\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{
         "mediaType":"application/vnd.oci.image.config.v1+json","size":%d,"digest":"%s"},
         "layers":[],"annotations":{"of":"%s"}}\
        """
            .formatted(config.length, Digest.sha256(config), "%s");
    for (String name : List.of("localhost:5000/app:v1", "team/web@sha256:" + "7".repeat(64))) {
      Path folder = Files.createDirectories(data.resolve("scoped").resolve(name));
      Files.writeString(folder.resolve("manifest.json"), manifest.formatted(name));
      Files.write(folder.resolve(Digest.sha256(config).hex()), config);
    }

    CommandRun run = copy("dir:scoped", at(target) + "scoped/", "-o", "json");

    assertCopied(run);
    assertThat(find("scoped/app:v1")).isPresent();
    assertThat(run.out()).contains("/scoped/team/web@sha256:");
  }

  @Test
  void refusesArchivesThatAreNotWhole() throws Exception {
    assertCopied(copy(at(source) + "team/app:v2", "oci-archive:cut.tar:v2"));
    byte[] bytes = Files.readAllBytes(data.resolve("cut.tar"));
    Files.write(data.resolve("cut.tar"), Arrays.copyOf(bytes, bytes.length / 2));
    Tar leading = new Tar();
    leading.add("../../etc/passwd", '0', "", new byte[1]);
    leading.write(data.resolve("leading.tar"));
    Tar linked = new Tar();
    linked.add("oci-layout", '0', "", new byte[0]);
    linked.add("index.json", '2', "../../../../../../etc/passwd", new byte[0]);
    linked.write(data.resolve("linked.tar"));
    Files.write(data.resolve("zipped.tar"), new byte[] {0x1F, (byte) 0x8B, 8, 0});
    Files.writeString(data.resolve("text.tar"), "no tar".repeat(200));

    assertThat(err("oci-archive:cut.tar")).contains("is cut off");
    assertThat(err("oci-archive:leading.tar")).contains("leads out of it");
    assertThat(err("oci-archive:linked.tar")).contains("without an index.json");
    assertThat(err("oci-archive:zipped.tar")).contains("gunzip -k");
    assertThat(err("oci-archive:text.tar")).contains("is no tar archive");
    assertThat(err("oci-archive:nothing.tar")).contains("There is no file");
    assertThat(err("docker-archive:linked.tar")).contains("it has no manifest.json");
    assertThat(err("dir:source")).contains("nothing that skopeo has written");
    assertThat(err("oci:source")).contains("no OCI layout");
  }

  @Test
  void refusesLayoutsThatLie() throws Exception {
    assertCopied(copy(at(source) + "team/app:v2", "oci:lying:v2"));
    String hex = SECOND.digest().hex();
    Path blobs = data.resolve("lying/blobs/sha256");
    Path layer;
    try (Stream<Path> all = Files.list(blobs)) {
      layer = all.max(Comparator.comparingLong(StoreCopyTest::size)).orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(layer);
    bytes[3] = (byte) (bytes[3] ^ 1);
    Files.write(layer, bytes);

    CommandRun wrongBlob = copy("oci:lying:v2", at(target) + "lying:v2");
    Files.delete(blobs.resolve(hex));
    CommandRun noManifest = copy("oci:lying:v2", at(target) + "lying:v2");

    assertThat(wrongBlob.err()).contains("DIGEST_MISMATCH");
    assertThat(noManifest.err()).contains("is missing: there is no").contains(hex);
    assertThat(find("lying:v2")).isEmpty();
  }

  @Test
  void toAndFromSkopeo() throws Exception {
    assumeTrue(hasSkopeo(), "skopeo is not on this machine");
    assertCopied(copy(at(source) + "team/app:v2", "oci:ours:v2"));
    skopeo("copy", "--all", "oci:ours:v2", "oci-archive:theirs.tar:v2");
    skopeo("copy", "--all", "oci:ours:v2", "dir:theirs");
    skopeo(
        "sync",
        "--all",
        "--src-tls-verify=false",
        "--src",
        "docker",
        "--dest",
        "dir",
        at(source) + "team/web",
        "synced");

    assertCopied(copy("oci-archive:theirs.tar:v2", at(target) + "skopeo/archive:v2"));
    assertCopied(copy("dir:theirs", at(target) + "skopeo/dir:v2"));
    assertCopied(copy("dir:synced", at(target) + "skopeo/synced/"));

    assertThat(find("skopeo/archive:v2")).contains(SECOND.digest());
    assertThat(find("skopeo/dir:v2")).contains(SECOND.digest());
    assertThat(find("skopeo/synced/web:v1")).contains(SECOND.digest());
  }

  private String err(String source) {
    CommandRun run = copy(source, at(target) + "refused/");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCodes.USAGE);
    return run.err();
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }

  private static boolean hasSkopeo() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "skopeo")));
  }

  private void skopeo(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
    line.addAll(List.of(arguments));
    Path said = Files.createTempFile(data, "skopeo", ".log");
    Process process =
        new ProcessBuilder(line)
            .directory(data.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }
}
