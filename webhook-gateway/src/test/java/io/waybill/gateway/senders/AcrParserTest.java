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

class AcrParserTest {
  private static final Repository LEDGER =
      Repository.of(Registry.of("shanghai"), "payments/ledger");

  private final AcrParser parser = new AcrParser();

  @Test
  void aPushByTagIsAnEventOfTheConfiguredRegistry() {
    assertThat(TheOnly.push(parseSample("push-by-tag.json")))
        .isEqualTo(
            new ImagePushed(
                new EventId("0b9f6d52-3c1e-4f7a-a2d8-6e5c4b3a2f10"),
                LEDGER,
                Tag.of("2.7.1"),
                Digest.sha256("single".getBytes(UTF_8)),
                "application/vnd.oci.image.manifest.v1+json",
                null,
                Instant.parse("2026-03-14T09:26:53.589793238Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
  }

  @Test
  void anIndexIsAPushLikeAnyOther() {
    ImagePushed pushed = TheOnly.push(parseSample("push-index.json"));

    assertThat(pushed.mediaType()).isEqualTo("application/vnd.oci.image.index.v1+json");
    assertThat(pushed.tag()).isEqualTo(Tag.of("2.7.1"));
  }

  @ParameterizedTest
  @CsvSource({"push-by-digest.json, child-amd64", "push-empty-tag.json, child-arm64"})
  void aPushByDigestHasNoTagOrAnEmptyOne(String sample, String content) {
    ImagePushed pushed = TheOnly.push(parseSample(sample));

    assertThat(pushed.tag()).isNull();
    assertThat(pushed.digest()).isEqualTo(Digest.sha256(content.getBytes(UTF_8)));
  }

  @Test
  void aDeletionNamesTheManifest() {
    ImageDeleted deleted = TheOnly.deletion(parseSample("delete-by-digest.json"));

    assertThat(deleted.repository()).isEqualTo(LEDGER);
    assertThat(deleted.tag()).isNull();
    assertThat(deleted.digest()).isEqualTo(Digest.sha256("single".getBytes(UTF_8)));
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parseSample("push-malformed-digest.json");

    assertThat(TheOnly.push(parsed).digest()).isNull();
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "ping.json, PING",
    "chart-push.json, OTHER_ARTIFACT",
    "chart-delete.json, OTHER_ARTIFACT",
    "quarantine.json, OTHER_ACTION"
  })
  void whatIsNoImageIsIgnored(String sample, IgnoreReason reason) {
    assertThat(TheOnly.reason(parseSample(sample))).isEqualTo(reason);
  }

  @Test
  void aSecondDeliveryIsTheSameEvent() {
    assertThat(parseSample("push-empty-tag.json")).isEqualTo(parseSample("push-empty-tag.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nothing                                     | The body cannot be read
          [{"eventType": "x"}]                        | The body has no "action"
          {"action": "push"}                          | The event cannot be used: "" is not a repository
          {"action": "push", "target": {"repository": "a"}} | The event names neither a tag nor
          {"action": "delete", "target": {"repository": "a", "digest": "sha256:x"}} | The event is the deletion of
          """)
  void aBodyThatCannotBeUnderstoodSaysWhatIsWrong(String body, String sentence) {
    ParsedWebhook parsed = parser.parse(Samples.delivery(), body.getBytes(UTF_8));

    assertThat(TheOnly.problem(parsed)).startsWith(sentence);
  }

  private ParsedWebhook parseSample(String name) {
    return parser.parse(Samples.delivery(), Samples.read("acr/" + name));
  }
}
