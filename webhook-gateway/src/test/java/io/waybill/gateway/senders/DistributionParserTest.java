package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.wire.Messages;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionParserTest {
  private static final Repository LEDGER =
      Repository.of(Registry.of("shanghai"), "payments/ledger");

  private final DistributionParser parser = new DistributionParser("docker distribution");

  @Test
  void aPushByTagIsAnEventOfTheConfiguredRegistry() {
    ParsedWebhook parsed = parseSample("push-by-tag.json");

    assertThat(parsed.events())
        .containsExactly(
            new ImagePushed(
                new EventId("7c1f2a34-0b5d-4e6f-8a90-1b2c3d4e5f60"),
                LEDGER,
                Tag.of("2.7.1"),
                Digest.sha256("single".getBytes(UTF_8)),
                "application/vnd.oci.image.manifest.v1+json",
                "ci-bot",
                Instant.parse("2026-03-14T09:26:53.589793238Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
    assertThat(parsed.isUnderstood()).isTrue();
    assertThat(parsed.ignored()).isEmpty();
  }

  @Test
  void theChildOfAnIndexIsAnEventWithoutATag() {
    ImagePushed pushed = onlyPush(parseSample("push-child.json"));

    assertThat(pushed.tag()).isNull();
    assertThat(pushed.digest()).isEqualTo(Digest.sha256("child-amd64".getBytes(UTF_8)));
    assertThat(pushed.actor()).isNull();
  }

  @Test
  void anIndexIsAPushLikeAnyOtherAndItsTimeMayHaveAZone() {
    ImagePushed pushed = onlyPush(parseSample("push-index.json"));

    assertThat(pushed.mediaType()).isEqualTo("application/vnd.oci.image.index.v1+json");
    assertThat(pushed.occurredAt()).isEqualTo(Instant.parse("2026-03-14T09:26:54.001Z"));
  }

  @Test
  void aManifestOfAnOldVersionIsKnownByItsUrl() {
    ImagePushed pushed = onlyPush(parseSample("push-octet-stream-manifest.json"));

    assertThat(pushed.repository().path()).isEqualTo("legacy/manifests");
  }

  @Test
  void layersMountsPullsAndUnknownActionsAreIgnoredWithTheirReasons() {
    ParsedWebhook parsed = parseSample("uninteresting.json");

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.isUnderstood()).isTrue();
    assertThat(parsed.ignored())
        .extracting(Ignored::reason)
        .containsExactly(
            IgnoreReason.BLOB,
            IgnoreReason.BLOB,
            IgnoreReason.MOUNT,
            IgnoreReason.PULL,
            IgnoreReason.OTHER_ACTION);
  }

  @ParameterizedTest
  @CsvSource({"delete-by-digest.json, false, true", "delete-tag.json, true, false"})
  void aDeletionNamesTheTagOrTheDigestThatTheSenderNames(
      String sample, boolean hasTag, boolean hasDigest) {
    ParsedWebhook parsed = parseSample(sample);

    assertThat(parsed.events())
        .singleElement()
        .isInstanceOfSatisfying(
            ImageDeleted.class,
            deleted -> {
              assertThat(deleted.repository()).isEqualTo(LEDGER);
              assertThat(deleted.tag() != null).isEqualTo(hasTag);
              assertThat(deleted.digest() != null).isEqualTo(hasDigest);
            });
  }

  @Test
  void theDeletionOfARepositoryNamesNeitherTagNorDigest() {
    assertThat(parseSample("delete-repository.json").events())
        .singleElement()
        .isInstanceOfSatisfying(
            ImageDeleted.class,
            deleted -> {
              assertThat(deleted.tag()).isNull();
              assertThat(deleted.digest()).isNull();
            });
  }

  @Test
  void severalEventsOfOneBodyKeepTheirOrder() {
    ParsedWebhook parsed = parseSample("several.json");

    assertThat(parsed.events())
        .extracting(event -> event.id().value().substring(0, 8))
        .containsExactly("d96b801a", "ea7c912b", "fb8da23c", "0c9eb34d");
    assertThat(parsed.ignored()).hasSize(1);
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parseSample("push-malformed-digest.json");

    assertThat(onlyPush(parsed).digest()).isNull();
    assertThat(onlyPush(parsed).tag()).isEqualTo(Tag.of("2.7.1"));
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @Test
  void aDeletionWhoseTagIsNoTextIsNotTakenForThatOfTheRepository() {
    ParsedWebhook parsed =
        parse(
            """
            {"events": [{"id": "a", "action": "delete",
              "target": {"repository": "payments/ledger", "tag": 2.7}}]}
            """);

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable())
        .containsExactly("events[0] is a deletion that names neither a tag nor a digest.");
  }

  @Test
  void theDeletionOfAMalformedDigestIsNotTakenForThatOfTheRepository() {
    ParsedWebhook parsed =
        parse(
            """
            {"events": [{"id": "a", "action": "delete",
              "target": {"repository": "payments/ledger", "digest": "sha256:beef"}}]}
            """);

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable())
        .containsExactly("events[0] is the deletion of a malformed digest.");
  }

  @Test
  void anEntryThatCannotBeUnderstoodDoesNotHoldUpTheOthers() {
    ParsedWebhook parsed =
        parse(
            """
            {"events": [
              {"id": "a", "action": "push", "target": {"repository": "UPPER", "tag": "1"}},
              {"id": "b", "action": "push", "target": {"repository": "fine", "tag": "1"}},
              {"id": "c", "action": "push", "target": {"tag": "1"}},
              {"id": "d"}, null, 7]}
            """);

    assertThat(parsed.events()).extracting(event -> event.id().value()).containsExactly("b");
    assertThat(parsed.unreadable()).hasSize(5);
    assertThat(parsed.unreadable().getFirst()).startsWith("events[0] cannot be used: \"UPPER\"");
    assertThat(parsed.unreadable().get(2)).isEqualTo("events[3] has no \"action\".");
  }

  @Test
  void withoutAnIdOfTheSenderASecondDeliveryHasTheSameIdAndAnotherPushAnother() {
    String body =
        """
        {"events": [{"action": "push", "timestamp": "2026-03-14T09:26:53Z",
          "target": {"repository": "a/b", "tag": "%s"}}]}
        """;

    EventId first = parse(body.formatted("1")).events().getFirst().id();
    EventId again = parse(body.formatted("1")).events().getFirst().id();
    EventId other = parse(body.formatted("2")).events().getFirst().id();

    assertThat(again).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void aTimeThatCannotBeIsTakenAsAbsent() {
    ParsedWebhook parsed =
        parse(
            """
            {"events": [{"id": "a", "action": "push", "timestamp": "0001-01-01T00:00:00Z",
              "target": {"repository": "a/b", "tag": "1"}}]}
            """);

    assertThat(parsed.events().getFirst().occurredAt()).isEqualTo(Samples.RECEIVED);
  }

  @Test
  void anActorOfAnyContentMakesARecordThatCanBeWrittenAndIsNotLong() {
    ParsedWebhook parsed =
        parse(
            """
            {"events": [{"id": "a", "action": "push", "actor": {"name": "\\ud800%s"},
              "target": {"repository": "a/b", "tag": "1"}}]}
            """
                .formatted("x".repeat(100_000)));

    ImageEvent event = parsed.events().getFirst();
    assertThat(Messages.of(event).value()).hasSizeLessThan(1_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                  | The body is empty or blank
          '  '                | The body is empty or blank
          hello               | The body cannot be read: the document is not valid JSON
          {"events": [        | The body cannot be read
          {"events": []} x    | The body cannot be read
          []                  | The body has no "events" array
          {"events": {}}      | The body has no "events" array
          {"type": "PUSH"}    | The body has no "events" array
          """)
  void aBodyThatIsNoNotificationSaysWhatIsWrong(String body, String sentence) {
    ParsedWebhook parsed = parse(body);

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable()).singleElement().asString().startsWith(sentence);
  }

  @Test
  void aBodyOfMoreEventsThanAnySenderSendsIsNotReadInPart() {
    String event = "{\"action\":\"delete\",\"target\":{\"repository\":\"a\"}},";
    ParsedWebhook parsed = parse("{\"events\":[" + event.repeat(1000) + "{}]}");

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable())
        .containsExactly("The body has 1001 events; at most 1000 are read.");
  }

  private ParsedWebhook parseSample(String name) {
    return parser.parse(Samples.delivery(), Samples.read("distribution/" + name));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }

  private static ImagePushed onlyPush(ParsedWebhook parsed) {
    assertThat(parsed.events()).singleElement().isInstanceOf(ImagePushed.class);
    return (ImagePushed) parsed.events().getFirst();
  }
}
