package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.TagLister;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.PlatformSelection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that are too much, or not what they say they are: none may cost memory or time. */
final class HostileAnswersTest {
  private static final long MIB = 1024 * 1024;

  /** What may be underway in buffers when the reader hangs up. */
  private static final long IN_BUFFERS = 32 * MIB;

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository("mirror/app").tag(Tag.of("v1"));

  @BeforeEach
  void push() throws Exception {
    SampleImage.builder(11)
        .platforms("linux/amd64")
        .layers(1, 700_000)
        .build()
        .push(clients, source);
    from.forgetRequests();
  }

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  private CopyFailure fail() {
    CopyFailure failure =
        catchThrowableOfType(
            CopyFailure.class,
            () -> engine.copy(CopyRequest.of(source, target), CopyListener.NONE));
    assertThat(failure).as("the copy was to fail").isNotNull();
    assertThat(to.findTag("mirror/app", "v1")).isEmpty();
    assertThat(to.openUploads()).as("upload sessions left open").isZero();
    return failure;
  }

  private static Reply json(String text) {
    return Reply.of(200, text.getBytes(StandardCharsets.UTF_8))
        .with("Content-Type", "application/vnd.oci.image.manifest.v1+json");
  }

  @Test
  void leavesAManifestOf100MegabytesUnread() {
    Reply huge = json("{\"schemaVersion\":2,\"annotations\":{}}").padded(100 * MIB);
    from.script(Fault.on("GET", "/manifests/").answer(huge));

    CopyFailure failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.MANIFEST_INVALID);
    assertThat(failure.failure().reason()).contains("larger than");
    assertThat(huge.handedOut()).isLessThan(IN_BUFFERS);
  }

  @Test
  void leavesAManifestThatNeverEnds() {
    Reply endless = json("{").endless();
    from.script(Fault.on("GET", "/manifests/").answer(endless));

    assertThat(fail().code()).isEqualTo(FailureCode.MANIFEST_INVALID);
    assertThat(endless.handedOut()).isLessThan(IN_BUFFERS);
  }

  private void putIndex(List<Descriptor> entries) {
    String named =
        entries.stream()
            .map(
                entry ->
                    "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                        .formatted(entry.mediaType(), entry.digest(), entry.size()))
            .collect(Collectors.joining(","));
    from.putManifest(
        "team/app",
        "v1",
        MediaTypes.OCI_INDEX,
        "{\"schemaVersion\":2,\"manifests\":[%s]}"
            .formatted(named)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static List<PlatformSelection> selections() {
    return PlatformSelection.of(List.of(PlatformPattern.parse("linux/amd64")), PlatformMode.REBUILT)
        .stream()
        .toList();
  }

  /** Some kilobytes that name gigabytes. */
  @Test
  void leavesAnIndexThatNamesTooManyManifests() {
    putIndex(
        IntStream.range(0, 5_001)
            .mapToObj(
                i ->
                    Descriptor.of(
                        MediaTypes.OCI_MANIFEST,
                        Digest.sha256(String.valueOf(i).getBytes(StandardCharsets.UTF_8)),
                        4 * MIB))
            .toList());

    CopyFailure failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.MANIFEST_INVALID);
    assertThat(failure.failure().reason()).contains("more than 5000 manifests");
    assertThat(from.count("GET", "/manifests/")).as("the index alone").isLessThan(3);
  }

  @Test
  void leavesAnIndexWhoseManifestsAreTooMuchForMemory() {
    String config =
        "{\"mediaType\":\"application/x\",\"digest\":\"%s\",\"size\":0}"
            .formatted(Digest.sha256(new byte[0]));
    List<Descriptor> entries = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      byte[] manifest =
          "{\"schemaVersion\":2,\"config\":%s,\"layers\":[],\"annotations\":{\"%d\":\"%s\"}}"
              .formatted(config, i, "x".repeat(3 * (int) MIB))
              .getBytes(StandardCharsets.UTF_8);
      from.putManifest("team/app", "part" + i, MediaTypes.OCI_MANIFEST, manifest);
      entries.add(Descriptor.of(MediaTypes.OCI_MANIFEST, Digest.sha256(manifest), manifest.length));
    }
    putIndex(entries);
    for (CopyRequest request :
        List.of(
            CopyRequest.of(source, target),
            CopyRequest.of(source, target).withPlatforms(selections().getFirst()))) {
      CopyFailure failure =
          catchThrowableOfType(CopyFailure.class, () -> engine.copy(request, CopyListener.NONE));

      assertThat(failure).isNotNull();
      assertThat(failure.code()).isEqualTo(FailureCode.MANIFEST_INVALID);
      assertThat(failure.failure().reason()).contains("bytes in all");
    }
    assertThat(to.findTag("mirror/app", "v1")).isEmpty();
  }

  @Test
  void leavesABlobThatNeverEnds() {
    Reply endless = Reply.of(200).endless();
    from.script(Fault.on("GET", "/blobs/").answer(endless));

    CopyFailure failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    assertThat(failure.failure().reason()).contains("longer than");
    assertThat(endless.handedOut()).isLessThan(IN_BUFFERS);
  }

  @Test
  void leavesAnErrorThatNeverEnds() {
    Reply endless = Reply.of(403, "no".getBytes(StandardCharsets.UTF_8)).endless();
    from.script(Fault.on("GET", "/blobs/").answer(endless));

    CopyFailure failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.DENIED);
    assertThat(failure.failure().registryError()).hasSizeLessThan(20_000);
    assertThat(endless.handedOut()).isLessThan(IN_BUFFERS);
  }

  @Test
  void leavesAListOfTagsThatNeverEnds() {
    Reply endless = json("{\"name\":\"team/app\",\"tags\":[").endless();
    from.script(Fault.on("GET", "/tags/list").answer(endless));

    RegistryException failure =
        catchThrowableOfType(
            RegistryException.class,
            () ->
                new TagLister(clients.getCaller(source.repository().registry(), Side.SOURCE))
                    .list(source.repository()));

    assertThat(failure).isNotNull();
    assertThat(endless.handedOut()).isLessThan(2 * IN_BUFFERS);
  }

  @Test
  void leavesAManifestWhoseBracketsNeverClose() {
    from.script(
        Fault.on("GET", "/manifests/").answer(json("{\"config\":" + "[".repeat(1_000_000))));

    assertThat(fail().code()).isIn(FailureCode.MANIFEST_INVALID, FailureCode.DIGEST_MISMATCH);
  }

  @Test
  void takesNoCompressedBlobForTheOneThatWasAskedFor() {
    from.script(
        Fault.on("GET", "/blobs/")
            .change(reply -> reply.withBody(gzip(reply.body())).with("Content-Encoding", "gzip")));

    CopyFailure failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    assertThat(from.requests())
        .filteredOn(request -> request.target().contains("/blobs/"))
        .allSatisfy(
            request ->
                assertThat(request.headers().getOrDefault("accept-encoding", "identity"))
                    .isEqualTo("identity"));
  }

  @Test
  void takesNoCompressedManifestForTheOneThatWasAskedFor() {
    from.script(
        Fault.on("GET", "/manifests/")
            .change(reply -> reply.withBody(gzip(reply.body())).with("Content-Encoding", "gzip")));

    assertThat(fail().code()).isIn(FailureCode.DIGEST_MISMATCH, FailureCode.MANIFEST_INVALID);
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return packed.toByteArray();
  }
}
