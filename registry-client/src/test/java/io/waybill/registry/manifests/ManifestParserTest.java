package io.waybill.registry.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.schemas.names.Digest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What manifests name, whoever wrote them. */
final class ManifestParserTest {
  private static final Digest A = Digest.sha256(new byte[] {1});
  private static final Digest B = Digest.sha256(new byte[] {2});

  private static Manifest parse(String contentType, String json) throws Exception {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return ManifestParser.parse(contentType, Digest.sha256(bytes), bytes);
  }

  @Test
  void findsConfigLayersAndSubjectOfAnImage() throws Exception {
    Manifest manifest =
        parse(
            MediaTypes.OCI_MANIFEST + "; charset=utf-8",
            """
            {'schemaVersion':2,'artifactType':'application/x',
             'config':{'mediaType':'c','digest':'%s','size':3},
             'layers':[{'mediaType':'l','digest':'%s','size':4,'annotations':{'k':'v'}}],
             'subject':{'mediaType':'m','digest':'%s','size':5}}\
            """
                .formatted(A, B, A));

    assertThat(manifest).isInstanceOf(ImageManifest.class);
    assertThat(manifest.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(manifest.blobs()).extracting(Descriptor::digest).containsExactly(A, B);
    assertThat(manifest.blobs()).extracting(Descriptor::size).containsExactly(3L, 4L);
    assertThat(manifest.subject()).isPresent();
  }

  @Test
  void believesTheDocumentWhereTheRegistryCallsItPlainJson() throws Exception {
    Manifest manifest =
        parse("application/json", "{'mediaType':'" + MediaTypes.DOCKER_LIST + "','manifests':[]}");

    assertThat(manifest).isInstanceOf(Index.class);
    assertThat(manifest.mediaType()).isEqualTo(MediaTypes.DOCKER_LIST);
  }

  @Test
  void guessesWhereNobodySays() throws Exception {
    assertThat(parse("", "{'manifests':[]}").mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
    assertThat(
            parse("text/plain", "{'config':{'digest':'%s'},'layers':[]}".formatted(A)).mediaType())
        .isEqualTo(MediaTypes.OCI_MANIFEST);
  }

  @Test
  void tellsLayersInAnIndexFromManifests() throws Exception {
    Manifest cache =
        parse(
            MediaTypes.OCI_INDEX,
            """
            {'manifests':[
             {'mediaType':'application/vnd.oci.image.layer.v1.tar+gzip','digest':'%s','size':1},
             {'mediaType':'application/vnd.buildkit.cacheconfig.v0','digest':'%s','size':1}]}\
            """
                .formatted(A, B));

    assertThat(cache.manifests()).isEmpty();
    assertThat(cache.blobs()).extracting(Descriptor::digest).containsExactly(A, B);
  }

  @Test
  void findsTheLayersOfDockerSchema1() throws Exception {
    Manifest old =
        parse(
            MediaTypes.DOCKER_SCHEMA1,
            "{'schemaVersion':1,'fsLayers':[{'blobSum':'%s'}],'signatures':[{}]}".formatted(A));

    assertThat(old).isInstanceOf(OpaqueManifest.class);
    assertThat(old.blobs()).containsExactly(Descriptor.of("", A, Descriptor.UNKNOWN_SIZE));
  }

  @Test
  void movesUnknownTypesAsBytesWithTheBlobsItFinds() throws Exception {
    Manifest unknown =
        parse(
            "application/vnd.example.new+json",
            "{'blobs':[{'mediaType':'b','digest':'%s','size':1}],'other':[1]}".formatted(A));

    assertThat(unknown).isInstanceOf(OpaqueManifest.class);
    assertThat(unknown.mediaType()).isEqualTo("application/vnd.example.new+json");
    assertThat(unknown.blobs()).hasSize(1);
  }

  @Test
  void knowsForeignLayers() {
    assertThat(
            Descriptor.of("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", A, 1)
                .isForeign())
        .isTrue();
    assertThat(
            Descriptor.of("application/vnd.oci.image.layer.nondistributable.v1.tar", A, 1)
                .isForeign())
        .isTrue();
    assertThat(Descriptor.of(MediaTypes.OCI_LAYER_GZIP, A, 1).isForeign()).isFalse();
  }

  @Test
  void refusesWhatIsNoManifest() {
    assertThatThrownBy(() -> parse("", "<html>")).hasMessage("the manifest is not JSON");
    assertThatThrownBy(() -> parse("", "[]")).hasMessage("the manifest is not a JSON object");
    assertThatThrownBy(() -> parse(MediaTypes.OCI_MANIFEST, "{'layers':[]}"))
        .hasMessage("the manifest has no usable \"config\"");
    assertThatThrownBy(() -> parse(MediaTypes.OCI_INDEX, "{'manifests':[{'digest':'sha256:abc'}]}"))
        .hasMessage("\"manifests\" names content by what is no digest");
  }

  @Test
  void keepsTheContentThatADescriptorCarriesUnlessItIsLarge() throws Exception {
    String image = "{'config':{'digest':'%s','size':1,'data':'%s'},'layers':[]}";

    Manifest small = parse(MediaTypes.OCI_MANIFEST, image.formatted(A, "AQ=="));
    Manifest large = parse(MediaTypes.OCI_MANIFEST, image.formatted(A, "A".repeat(1_048_577)));

    EmbeddedData data = small.blobs().getFirst().data().orElseThrow();
    assertThat(data.decode(A, 1)).containsExactly(1);
    assertThat(data).hasToString("4 characters");
    assertThat(large.blobs().getFirst().data()).isEmpty();
    assertThatThrownBy(() -> data.decode(B, 1)).hasMessageContaining("another digest");
    assertThatThrownBy(() -> data.decode(A, 2)).hasMessageContaining("carries 1 bytes");
    assertThatThrownBy(() -> new EmbeddedData("%").decode(A, 1)).hasMessageContaining("no base64");
  }
}
