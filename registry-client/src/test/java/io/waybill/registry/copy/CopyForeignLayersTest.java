package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.scripted.Documents;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.ForeignLayers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Layers that a manifest names by an address of their own, as older Windows images do. */
final class CopyForeignLayersTest {
  private static final String FOREIGN = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
  private static final byte[] CONTENT = "a layer of Windows".getBytes(StandardCharsets.UTF_8);
  private static final Digest LAYER = Digest.sha256(CONTENT);

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final ScriptedRegistry vendor = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)));
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository("team/app").tag(Tag.of("v1"));

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
    vendor.close();
  }

  /** An image whose second layer is foreign, and not at the source. */
  private Digest tag(String... urls) {
    Documents documents = new Documents(from, "team/app");
    ObjectNode foreign = documents.blob(FOREIGN, CONTENT);
    from.deleteBlob("team/app", LAYER);
    for (String url : urls) {
      foreign.withArray("urls").add(url);
    }
    ObjectNode image =
        documents.manifest(
            MediaTypes.DOCKER_MANIFEST,
            "{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s,%s]}"
                .formatted(
                    documents.blob(MediaTypes.DOCKER_CONFIG, "{}"),
                    documents.blob(MediaTypes.OCI_LAYER_GZIP, "base"),
                    foreign));
    from.moveTag("team/app", Tag.of("v1"), Documents.digest(image));
    return Documents.digest(image);
  }

  private String vendorsUrl() {
    return "http://" + vendor.address() + "/v2/windows/blobs/" + LAYER;
  }

  private CopyReport copy(ForeignLayers policy) throws CopyFailure {
    return engine.copy(CopyRequest.of(source, target).withForeignLayers(policy), CopyListener.NONE);
  }

  private CopyFailure fail() {
    CopyFailure failure = catchThrowableOfType(CopyFailure.class, () -> copy(ForeignLayers.COPY));
    assertThat(failure).as("the copy was to fail").isNotNull();
    assertThat(to.findTag("team/app", "v1")).isEmpty();
    assertThat(to.openUploads()).isZero();
    return failure;
  }

  @Test
  void stayWhereTheyAreUnlessAskedFor() throws Exception {
    Digest image = tag(vendorsUrl());

    copy(ForeignLayers.KEEP);

    assertThat(to.findTag("team/app", "v1")).contains(image);
    assertThat(to.hasBlob("team/app", LAYER)).isFalse();
    assertThat(vendor.requests()).isEmpty();
  }

  @Test
  void areCopiedFromTheSourceThatHasThem() throws Exception {
    Digest image = tag(vendorsUrl());
    from.putBlob("team/app", CONTENT);

    copy(ForeignLayers.COPY);

    assertThat(to.findTag("team/app", "v1")).contains(image);
    assertThat(to.hasBlob("team/app", LAYER)).isTrue();
    assertThat(vendor.requests()).isEmpty();
  }

  @Test
  void areFetchedFromTheirOwnAddressElse() throws Exception {
    Digest image = tag("http://" + vendor.address() + "/gone", vendorsUrl());
    vendor.putBlob("windows", CONTENT);

    copy(ForeignLayers.COPY);

    assertThat(to.findTag("team/app", "v1")).contains(image);
    assertThat(to.hasBlob("team/app", LAYER)).isTrue();
    assertThat(vendor.requests())
        .allSatisfy(request -> assertThat(request.header("Authorization")).isEmpty());
  }

  @Test
  void areVerifiedLikeAllOthers() {
    tag(vendorsUrl());
    vendor.putBlob("windows", CONTENT);
    vendor.script(
        Fault.on("GET", "/v2/windows/")
            .change(
                reply -> {
                  byte[] other = reply.body().clone();
                  other[0] ^= 1;
                  return reply.withBody(other);
                }));

    assertThat(fail().code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
  }

  @Test
  void sayWhereTheyAreMissing() {
    tag(vendorsUrl());
    vendor.script(Fault.on("GET", "/v2/windows/").answer(Reply.of(403)));

    CopyFailure failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.DENIED);
    assertThat(failure.failure().reason()).contains(vendorsUrl());
  }

  @Test
  void areFetchedFromNoAddressThatNobodyMayBeLedTo() {
    tag("http://169.254.169.254/latest/meta-data");
    assertThat(fail().failure().reason()).contains("link-local");
    tag("file:///etc/passwd");
    assertThat(fail().failure().reason()).contains("names no https address");
  }
}
