package io.waybill.registry.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.names.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
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

  @Test
  void holdsWhatOneCommandCopiedAndUsesTheBlobsOfAnother() throws Exception {
    byte[] shared = {1, 2, 3};
    byte[] other = {4, 5, 6};
    byte[] left = manifest(sha512(other), other.length);
    Path file = directory.resolve("images.tar");
    LayoutTarget failed = ArchiveTarget.open(file, 0).layout();
    putBlob(failed, sha512(shared), shared);
    putBlob(failed, sha512(other), other);
    putManifest(failed, "team/app", "v1", left);
    failed.close();

    ArchiveTarget archive = ArchiveTarget.open(file, 0);
    LayoutTarget layout = archive.layout();
    assertThat(layout.findTag("team/app", "v1")).isEmpty();
    assertThat(layout.findManifest("team/app", Digest.sha256(left))).isEmpty();
    assertThat(layout.findBlob("team/web", sha512(shared))).isPresent();
    putManifest(layout, "team/web", "v1", manifest(sha512(shared), shared.length));
    archive.pack();

    ListedStore read = OciLayout.archive(file);
    assertThat(read.repositories("", 10)).containsExactly("team/web");
    assertThat(read.findBlob("team/web", sha512(shared))).isPresent();
    assertThat(read.findBlob("team/web", sha512(other))).isEmpty();
    assertThat(archive.folder()).doesNotExist();
  }

  @Test
  void headersHaveNoTimeAndNoOwnerAndTellLargeSizes() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter tar = new TarWriter(out);
    tar.begin("blobs/sha512/" + "a".repeat(128), 9L << 30);

    for (int at : new int[] {0, 1024}) {
      TarArchiveEntry entry =
          new TarArchiveEntry(Arrays.copyOfRange(out.toByteArray(), at, at + 512));
      assertThat(entry.getLastModifiedTime()).isEqualTo(FileTime.fromMillis(0));
      assertThat(entry.getUserName() + entry.getGroupName()).isEmpty();
      assertThat(entry.getLongUserId() + entry.getLongGroupId()).isZero();
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(" size=9663676416\n");
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
    {"schemaVersion":2,"config":{"digest":"%1$s","size":%2$d},"layers":[{"digest":"%1$s","size":%2$d}]}\
    """
        .formatted(layer, size)
        .getBytes(StandardCharsets.UTF_8);
  }
}
