package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.embedded.LocalRegistry;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.scripted.Documents;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.Schema1Signer;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.scripted.ScriptedRegistry.Ability;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of image arrives whole and unchanged, or is refused with a clear code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CopyKindsTest {
  private static final String APP = "team/app";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  /** Something that a registry may hold, and whether docker distribution 2.8 takes it. */
  enum Kind {
    ZSTD_LAYER(true),
    UNCOMPRESSED_LAYER(true),
    NO_LAYERS(true),
    EMPTY_LAYER(true),
    BLOB_NAMED_TWICE(true),
    ARTIFACT_WITH_EMPTY_CONFIG(true),
    ARTIFACT_BY_ITS_CONFIG(true),
    HELM_CHART(true),
    UNKNOWN_LAYER_TYPE(true),
    NESTED_INDEX(true),
    INDEX_WITH_BLOBS(true),
    INDEX_OF_NOTHING(true),
    SAME_CHILD_TWICE(true),
    ORAS_ARTIFACT_MANIFEST(false),
    UNKNOWN_MANIFEST_TYPE(false),
    SCHEMA1_UNSIGNED(false);

    private final boolean distributionTakesIt;

    Kind(boolean distributionTakesIt) {
      this.distributionTakesIt = distributionTakesIt;
    }
  }

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start(Ability.SINGLE_POST);
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(1)));
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final Documents documents = new Documents(from, APP);
  private final LocalRegistry distribution;
  private final LocalRegistry old;

  CopyKindsTest(@TempDir Path directory) {
    distribution = LocalRegistry.start(directory.resolve("usual"));
    old = LocalRegistry.builder(directory.resolve("old")).acceptSchema1().start();
  }

  @AfterAll
  void stop() {
    clients.close();
    from.close();
    to.close();
    distribution.close();
    old.close();
  }

  private TagReference tag(String name) {
    return from.repository(APP).tag(Tag.of(name));
  }

  private static TagReference tag(LocalRegistry registry, String name) {
    return Repository.of(Registry.of(registry.address()), APP).tag(Tag.of(name));
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void arrivesAsItIs(Kind kind) throws Exception {
    TagReference source = lay(kind);
    TagReference target = to.repository("mirror/app").tag(source.tag());

    engine.copy(CopyRequest.of(source, target), CopyListener.NONE);

    assertSame(source, target);
    assertThat(to.missingUnder("mirror/app", source.tag().name())).isEmpty();
    assertThat(to.openUploads()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void arrivesAtDockerDistributionOrIsRefusedForItsKind(Kind kind) throws Exception {
    TagReference source = lay(kind);
    TagReference target = tag(distribution, source.tag().name());
    if (kind.distributionTakesIt) {
      engine.copy(CopyRequest.of(source, target), CopyListener.NONE);

      assertSame(source, target);
    } else {
      assertThat(refusal(source, target).code()).isEqualTo(FailureCode.MEDIA_TYPE_REJECTED);
    }
  }

  private CopyFailure refusal(Reference source, Reference target) {
    CopyFailure failure =
        catchThrowableOfType(
            CopyFailure.class,
            () -> engine.copy(CopyRequest.of(source, target), CopyListener.NONE));
    assertThat(failure).as("the copy was to fail").isNotNull();
    return failure;
  }

  private void assertSame(TagReference source, TagReference target) throws Exception {
    assertThat(new ImageVerifier(clients).verify(source, target, false)).isNotNull();
    Manifest arrived = pull(target);
    assertThat(arrived.bytes()).isEqualTo(pull(source).bytes());
    assertThat(arrived.mediaType()).isEqualTo(pull(source).mediaType());
  }

  private Manifest pull(TagReference reference) throws Exception {
    return new ManifestPuller(clients.getCaller(reference.repository().registry(), Side.SOURCE))
        .pull(reference);
  }

  @Test
  void aSignedSchema1ImageArrivesUnderTheDigestOfWhatWasSigned() throws Exception {
    String payload = schema1("signed");
    byte[] signed = Schema1Signer.sign(payload);
    Digest digest = Digest.sha256(payload.getBytes(StandardCharsets.UTF_8));
    TagReference first = tag(old, "signed");
    TagReference second = Repository.of(Registry.of(old.address()), "copy/app").tag(first.tag());

    // The first registry hands out the bytes that it has, the second signs them anew.
    for (String method : new String[] {"HEAD", "GET"}) {
      from.script(
          Fault.on(method, "/manifests/")
              .onlyIf(request -> request.target().matches(".*/(signed|" + digest + ")"))
              .answer(
                  Reply.of(200, signed)
                      .with("Content-Type", MediaTypes.DOCKER_SCHEMA1)
                      .with("Docker-Content-Digest", digest.toString())));
    }
    engine.copy(CopyRequest.of(tag("signed"), first), CopyListener.NONE);
    CopyReport report = engine.copy(CopyRequest.of(first, second), CopyListener.NONE);

    assertThat(report.targetAfter()).contains(digest);
    assertThat(pull(second).digest()).isEqualTo(digest);
    assertThat(new ImageVerifier(clients).verify(first, second, false).blobs()).isEqualTo(1);
    assertThat(engine.copy(CopyRequest.of(first, second), CopyListener.NONE).outcome())
        .isEqualTo(CopyOutcome.ALREADY_PRESENT);
    CopyFailure failure = refusal(first, tag(distribution, "signed"));
    assertThat(failure.code()).isEqualTo(FailureCode.MEDIA_TYPE_REJECTED);
    assertThat(failure.failure().hint()).contains("schema 1");
  }

  private String schema1(String tag) {
    return """
    {
       "schemaVersion": 1,
       "name": "team/app",
       "tag": "%s",
       "architecture": "amd64",
       "fsLayers": [{"blobSum": "%s"}],
       "history": [{"v1Compatibility": "{\\"id\\":\\"%s\\"}"}]
    }\
    """
        .formatted(tag, Documents.digest(documents.blob(LAYER, "old layer")), "a".repeat(64));
  }

  /** Lays the thing into the source under a tag of its own. */
  private TagReference lay(Kind kind) {
    String name = kind.name().toLowerCase(Locale.ROOT);
    ObjectNode laid =
        switch (kind) {
          case ZSTD_LAYER -> image(documents.blob(LAYER + "+zstd", "(\u00b5/\u00fd zstd"));
          case UNCOMPRESSED_LAYER -> image(documents.blob(LAYER, "plain tar"));
          case NO_LAYERS -> image();
          case EMPTY_LAYER -> image(documents.blob(LAYER, ""));
          case BLOB_NAMED_TWICE -> image(documents.blob(LAYER, "x"), documents.blob(LAYER, "x"));
          case ARTIFACT_WITH_EMPTY_CONFIG ->
              oci(
                  "\"artifactType\":\"application/vnd.example.thing\",",
                  documents.blob(MediaTypes.OCI_EMPTY, "{}"),
                  documents.blob(MediaTypes.OCI_EMPTY, "{}"));
          case ARTIFACT_BY_ITS_CONFIG ->
              oci("", documents.blob("application/vnd.wasm.config.v0+json", "{\"w\":1}"));
          case HELM_CHART ->
              oci(
                  "",
                  documents.blob("application/vnd.cncf.helm.config.v1+json", "{\"name\":\"c\"}"),
                  documents.blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", "chart"));
          case UNKNOWN_LAYER_TYPE -> image(documents.blob("x/y", "?"));
          case NESTED_INDEX ->
              documents.index(documents.index(documents.image("linux/a"), documents.index()));
          case INDEX_WITH_BLOBS ->
              documents.index(
                  documents.blob("application/vnd.oci.image.layer.v1.tar+gzip", "cached"),
                  documents.blob("application/vnd.buildkit.cacheconfig.v0", "{\"layers\":[]}"));
          case INDEX_OF_NOTHING -> documents.index();
          case SAME_CHILD_TWICE ->
              documents.index(documents.image("linux/b"), documents.image("linux/b"));
          case ORAS_ARTIFACT_MANIFEST ->
              documents.manifest(
                  MediaTypes.OCI_ARTIFACT,
                  "{\"mediaType\":\"%s\",\"artifactType\":\"x/y\",\"blobs\":[%s]}"
                      .formatted(MediaTypes.OCI_ARTIFACT, documents.blob("x/y", "oras")));
          case UNKNOWN_MANIFEST_TYPE ->
              documents.manifest(
                  "application/vnd.example.manifest.v9+json",
                  "{\"schemaVersion\":9, \"blobs\":[%s]}\n"
                      .formatted(documents.blob("x/y", "of a type to come")));
          case SCHEMA1_UNSIGNED ->
              documents.manifest(MediaTypes.DOCKER_SCHEMA1_UNSIGNED, schema1(name));
        };
    from.moveTag(APP, Tag.of(name), Documents.digest(laid));
    return tag(name);
  }

  private ObjectNode image(ObjectNode... layers) {
    return oci("", documents.blob(MediaTypes.OCI_CONFIG, "{\"os\":\"linux\"}"), layers);
  }

  private ObjectNode oci(String more, ObjectNode config, ObjectNode... layers) {
    return documents.manifest(
        MediaTypes.OCI_MANIFEST,
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",%s\"config\":%s,\n \"layers\":%s}"
            .formatted(MediaTypes.OCI_MANIFEST, more, config, Arrays.toString(layers)));
  }
}
