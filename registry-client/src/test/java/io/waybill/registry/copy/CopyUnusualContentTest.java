package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Content that is not what most images are made of: embedded, empty, of other digests or sizes. */
final class CopyUnusualContentTest {
  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)));
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository("mirror/app").tag(Tag.of("v1"));

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  private CopyReport copy() throws Exception {
    return engine.copy(CopyRequest.of(source, target), CopyListener.NONE);
  }

  private void putManifest(String mediaType, String json) {
    from.putManifest(
        "team/app", "v1", mediaType, json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String descriptor(Digest digest, int size) {
    return "{'mediaType':'application/x','digest':'%s','size':%d}".formatted(digest, size);
  }

  private static String embedded(Digest digest, int size, byte[] data) {
    return "{'mediaType':'application/x','digest':'%s','size':%d,'data':'%s'}"
        .formatted(digest, size, Base64.getEncoder().encodeToString(data));
  }

  private void putImage(String config, String layer) {
    putManifest(
        MediaTypes.OCI_MANIFEST,
        "{'schemaVersion':2,'config':%s,'layers':[%s]}".formatted(config, layer));
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Digest sha512(byte[] bytes) throws Exception {
    return new Digest(
        "sha512", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes)));
  }

  @Test
  void takesEmbeddedContentFromTheManifestAndNotFromTheSource() throws Exception {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    byte[] layer = random(300);
    from.putBlob("team/app", layer);
    putImage(
        embedded(Digest.sha256(config), 2, config), descriptor(Digest.sha256(layer), layer.length));

    CopyReport report = copy();

    assertThat(to.findBlob("mirror/app", Digest.sha256(config))).hasValue(config);
    assertThat(from.count("GET", "/blobs/" + Digest.sha256(config))).isZero();
    assertThat(report.transfer().bytesRead()).isEqualTo(300);
    assertThat(report.transfer().blobsCopied()).isEqualTo(2);
  }

  @Test
  void refusesEmbeddedContentThatIsNotWhatItsDescriptorNames() throws Exception {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    from.putBlob("team/app", config);
    for (byte[] wrong : new byte[][] {"[]".getBytes(StandardCharsets.UTF_8), random(3)}) {
      putImage(descriptor(Digest.sha256(config), 2), embedded(Digest.sha256(random(2)), 2, wrong));

      CopyFailure failure = catchThrowableOfType(CopyFailure.class, this::copy);

      assertThat(failure.code()).isEqualTo(FailureCode.MANIFEST_INVALID);
      assertThat(failure).hasMessageContaining("from its manifest");
    }
    assertThat(to.findTag("mirror/app", "v1")).isEmpty();
  }

  @Test
  void carriesBlobsWithSha512Digests() throws Exception {
    byte[] config = random(100);
    byte[] layer = random(700_000);
    from.putBlob("team/app", sha512(config), config);
    from.putBlob("team/app", sha512(layer), layer);
    putImage(descriptor(sha512(config), 100), descriptor(sha512(layer), layer.length));

    copy();

    assertThat(to.findBlob("mirror/app", sha512(layer))).hasValue(layer);
    assertThat(to.count("PUT", "digest=sha512%3A")).isEqualTo(2);
    assertThat(to.missingUnder("mirror/app", "v1")).isEmpty();
  }

  @Test
  void carriesEmptyBlobs() throws Exception {
    byte[] nothing = new byte[0];
    from.putBlob("team/app", nothing);
    putImage(descriptor(Digest.sha256(nothing), 0), descriptor(sha512(nothing), 0));
    from.putBlob("team/app", sha512(nothing), nothing);

    copy();

    assertThat(to.findBlob("mirror/app", Digest.sha256(nothing))).hasValue(nothing);
    assertThat(to.findBlob("mirror/app", sha512(nothing))).hasValue(nothing);
  }

  @Test
  void carriesBlobsWhoseSizeTheManifestDoesNotName() throws Exception {
    byte[] small = random(1000);
    byte[] large = random(1_400_000);
    from.putBlob("team/app", small);
    from.putBlob("team/app", large);
    putManifest(
        MediaTypes.DOCKER_SCHEMA1,
        "{'schemaVersion':1,'fsLayers':[{'blobSum':'%s'},{'blobSum':'%s'}],'signatures':[]}"
            .formatted(Digest.sha256(small), Digest.sha256(large)));

    copy();

    assertThat(to.findBlob("mirror/app", Digest.sha256(small))).hasValue(small);
    assertThat(to.findBlob("mirror/app", Digest.sha256(large))).hasValue(large);
  }
}
