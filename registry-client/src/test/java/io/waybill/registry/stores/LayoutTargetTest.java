package io.waybill.registry.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others have put into a layout stays, whatever we add. */
final class LayoutTargetTest {
  private static final String FOREIGN =
      """
      {"schemaVersion":2,"x-theirs":{"kept":true},"annotations":{"who":"they"},"manifests":[
       {"mediaType":"m","size":1,"digest":"sha256:%1$s",
        "annotations":{"org.opencontainers.image.ref.name":"quay.io/team/app:1"}},
       {"mediaType":"m","size":1,"digest":"sha256:%2$s",
        "annotations":{"org.opencontainers.image.ref.name":"ghcr.io/team/app:1"}},
       {"mediaType":"m","size":1,"digest":"blake3:77","x-own":1}]}
      """
          .formatted("1".repeat(64), "2".repeat(64));

  @TempDir private Path directory;

  @BeforeEach
  void makeLayout() throws Exception {
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(directory.resolve("index.json"), FOREIGN);
  }

  private JsonNode index() throws IOException {
    return new ObjectMapper().readTree(directory.resolve("index.json").toFile());
  }

  private static void put(LayoutTarget layout, String tag, String content) throws IOException {
    byte[] bytes = "{\"x\":\"%s\"}".formatted(content).getBytes(StandardCharsets.UTF_8);
    layout.put("team/app", Optional.of(tag), Digest.sha256(bytes), MediaTypes.OCI_MANIFEST, bytes);
  }

  @Test
  void whatIsNotReplacedStaysAsItIs() throws Exception {
    try (LayoutTarget layout = LayoutTarget.open(directory)) {
      put(layout, "2", "new");
    }

    JsonNode index = index();
    assertThat(index.path("manifests")).hasSize(4);
    assertThat(index.path("x-theirs").path("kept").asBoolean()).isTrue();
    assertThat(index.path("annotations").path("who").asText()).isEqualTo("they");
    assertThat(index.path("manifests").get(1).toString()).contains("ghcr.io/team/app:1");
    assertThat(index.path("manifests").get(2).toString()).contains("blake3:77").contains("x-own");
    assertThat(index.path("manifests").get(3).toString()).contains("\"team/app:2\"");
    assertThat(directory.resolve(".waybill")).doesNotExist();
  }

  @Test
  void ofTwoWithTheNameTheOneThatIsSaidIsReplaced() throws Exception {
    try (LayoutTarget layout = LayoutTarget.open(directory)) {
      assertThatThrownBy(() -> put(layout, "1", "new"))
          .hasMessageContaining("quay.io/team/app:1, ghcr.io/team/app:1");
    }
    assertThat(index().path("manifests")).hasSize(3);

    try (LayoutTarget layout = LayoutTarget.open(directory)) {
      layout.call(WrittenName.parse("ghcr.io/team/app:1", "x"), "ghcr.io/team/app:1");
      put(layout, "1", "new");
    }
    assertThat(index().path("manifests")).hasSize(3);
    assertThat(index().toString())
        .contains("quay.io/team/app:1")
        .contains("1".repeat(64))
        .doesNotContain("2".repeat(64));
  }

  @Test
  void whatAnotherHasAddedSinceItWasOpenedStays() throws Exception {
    try (LayoutTarget late = LayoutTarget.open(directory)) {
      try (LayoutTarget early = LayoutTarget.open(directory)) {
        put(early, "early", "early");
        assertThatThrownBy(() -> put(late, "late", "late"))
            .hasMessageContaining("another process is writing");
      }
      put(late, "late", "late");
      assertThat(late.findTag("team/app", "early")).isPresent();
    }

    assertThat(index().toString()).contains("\"team/app:early\"").contains("\"team/app:late\"");
  }
}
