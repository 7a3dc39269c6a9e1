package io.waybill.registry.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The bytes of a rebuilt index: targets hold digests of them, so they never change. */
final class RebuiltIndexTest {
  private static final Digest A = Digest.sha256(new byte[] {1});
  private static final Digest B = Digest.sha256(new byte[] {2});

  @Test
  void keepsAllButTheEntriesThatAreLeftOut() throws Exception {
    byte[] source =
        """
        { "mediaType" : "%1$s", "schemaVersion" : 2,
          "manifests" : [
            { "digest" : "%2$s", "size" : 7, "mediaType" : "m", "x.new" : [1, 2.50], "annotations" : { "b" : "2", "a" : "\\u00e9" } },
            { "digest" : "%3$s", "size" : 8, "mediaType" : "m", "data" : "AA==" },
            { "digest" : "%2$s", "size" : 7, "mediaType" : "application/vnd.oci.image.layer.v1.tar" },
            { "digest" : "%2$s", "size" : 7, "mediaType" : "m" } ],
          "annotations" : { "k" : "v" } }
        """
            .formatted(MediaTypes.OCI_INDEX, A, B)
            .getBytes(StandardCharsets.UTF_8);
    Index index = (Index) ManifestParser.parse(MediaTypes.OCI_INDEX, Digest.sha256(source), source);

    Index rebuilt =
        RebuiltIndex.write(
            index,
            List.of(
                Optional.of(index.manifests().getFirst()),
                Optional.of(Descriptor.of("m", A, 9)),
                Optional.empty()));

    assertThat(new String(rebuilt.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            ("{'mediaType':'%1$s','schemaVersion':2,'manifests':["
                    + "{'digest':'%2$s','size':7,'mediaType':'m','x.new':[1,2.50],"
                    + "'annotations':{'b':'2','a':'\u00e9'}},"
                    + "{'digest':'%2$s','size':9,'mediaType':'m'},"
                    + "{'digest':'%2$s','size':7,"
                    + "'mediaType':'application/vnd.oci.image.layer.v1.tar'}],"
                    + "'annotations':{'k':'v'}}")
                .formatted(MediaTypes.OCI_INDEX, A)
                .replace('\'', '"'));
    assertThat(rebuilt.digest()).isEqualTo(Digest.sha256(rebuilt.bytes()));
    assertThat(rebuilt.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
  }
}
