package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ZotParserTest {
  private static final Repository LEDGER =
      Repository.of(Registry.of("shanghai"), "payments/ledger");

  private final ZotParser parser = new ZotParser();

  @ParameterizedTest
  @ValueSource(strings = {"push-by-tag.json", "push-structured.json"})
  void aPushByTagIsTheSameEventInBinaryAndStructuredMode(String sample) {
    assertThat(TheOnly.push(parseSample(sample)))
        .isEqualTo(
            new ImagePushed(
                EventId.hash("zotregistry.dev", "e5a1b7c3-2d4f-4860-9a7b-1c3e5f708192"),
                LEDGER,
                Tag.of("2.7.1"),
                Digest.sha256("single".getBytes(UTF_8)),
                "application/vnd.oci.image.manifest.v1+json",
                "ci-bot",
                Instant.parse("2026-03-14T09:26:53.100Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
  }

  @Test
  void anIndexIsAPushLikeAnyOtherUnderATypeOfAnotherPrefix() {
    assertThat(TheOnly.push(parseSample("push-index.json")).mediaType())
        .isEqualTo("application/vnd.oci.image.index.v1+json");
  }

  @Test
  void aReferenceThatIsADigestIsNoTag() {
    ImagePushed pushed = TheOnly.push(parseSample("push-by-digest.json"));

    assertThat(pushed.tag()).isNull();
    assertThat(pushed.digest()).isEqualTo(Digest.sha256("child-amd64".getBytes(UTF_8)));
    assertThat(pushed.actor()).isNull();
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parseSample("push-malformed-digest.json");

    assertThat(TheOnly.push(parsed).digest()).isNull();
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"delete-tag.json, true", "delete-by-digest.json, false"})
  void aDeletionNamesATagOrADigest(String sample, boolean hasTag) {
    ImageDeleted deleted = TheOnly.deletion(parseSample(sample));

    assertThat(deleted.repository()).isEqualTo(LEDGER);
    assertThat(deleted.tag() != null).isEqualTo(hasTag);
    assertThat(deleted.digest()).isEqualTo(Digest.sha256("single".getBytes(UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"repository-created.json", "lint-failed.json", "scanned.json"})
  void whatIsNoPushOrDeletionIsIgnored(String sample) {
    assertThat(TheOnly.reason(parseSample(sample))).isEqualTo(IgnoreReason.OTHER_ACTION);
  }

  @Test
  void aSecondDeliveryIsTheSameEvent() {
    assertThat(parseSample("push-by-tag.json")).isEqualTo(parseSample("push-by-tag.json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "{\"name\": \"payments/ledger\", \"reference\": \"2.7.1\"}",
        "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"z\", \"type\":"
            + " \"a.image.updated\"}",
        "{\"specversion\": \"1.0\", \"id\": \"1\", \"source\": \"z\", \"type\":"
            + " \"a.image.deleted\", \"data\": {\"name\": \"payments/ledger\"}}"
      })
  void aBodyThatCannotBeUnderstoodSaysWhatIsWrong(String body) {
    assertThat(TheOnly.problem(parse(body))).startsWith("The ").endsWith(".");
  }

  private ParsedWebhook parseSample(String name) {
    String path = "zot/" + name;
    return parser.parse(Samples.delivery(Samples.headers(path)), Samples.read(path));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
