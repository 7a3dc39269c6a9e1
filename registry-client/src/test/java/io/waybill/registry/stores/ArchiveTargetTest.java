package io.waybill.registry.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives hold what was put into them, and nothing else. */
final class ArchiveTargetTest {
  @TempDir private Path directory;

  @Test
  void namesOfMoreThanHundredBytesArrive() throws Exception {
    byte[] layer = "layer".repeat(300).getBytes(StandardCharsets.UTF_8);
    Digest digest = sha512(layer);
    Path file = directory.resolve("images.tar");
    ArchiveTarget archive = ArchiveTarget.open(file, 0);
    putBlob(archive.layout(), digest, layer);
    putManifest(archive.layout(), "team/app", "v1", manifest(digest, layer.length));
    archive.pack();

    ListedStore read = OciLayout.archive(file);

    Optional<StoredContent> found = read.findBlob("team/app", digest);
    assertThat(found).isPresent();
    try (InputStream in = found.orElseThrow().open(0)) {
      assertThat(in.readAllBytes()).isEqualTo(layer);
    }
    assertThat(read.findTag("team/app", "v1")).isPresent();
  }

  private static Digest sha512(byte[] bytes) throws Exception {
    byte[] hash = MessageDigest.getInstance("SHA-512").digest(bytes);
    return Digest.find("sha512:" + HexFormat.of().formatHex(hash)).orElseThrow();
  }

  private static void putBlob(LayoutTarget layout, Digest digest, byte[] bytes) throws IOException {
    StoreUpload upload = layout.begin();
    upload.write(bytes, 0, bytes.length);
    assertThat(layout.commit(upload, digest)).isTrue();
  }

  private static void putManifest(LayoutTarget layout, String repository, String tag, byte[] bytes)
      throws IOException {
    layout.put(repository, Optional.of(tag), Digest.sha256(bytes), MediaTypes.OCI_MANIFEST, bytes);
  }

  private static byte[] manifest(Digest layer, int size) {
    return """
    {"schemaVersion":2,"layers":[{"digest":"%s","size":%d}]}\
    """
        .formatted(layer, size)
        .getBytes(StandardCharsets.UTF_8);
  }
}
