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
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HarborParserTest {
  private static final Repository LEDGER =
      Repository.of(Registry.of("shanghai"), "payments/ledger");
  private static final Instant SECOND = Instant.parse("2026-03-14T09:26:53Z");

  private final HarborParser parser = new HarborParser();

  @ParameterizedTest
  @ValueSource(strings = {"push-tag.json", "push-cloudevent.json", "push-1x.json"})
  void aPushByTagIsTheSameInEveryForm(String sample) {
    ParsedWebhook parsed = parseSample("harbor/" + sample);

    assertThat(parsed.events())
        .containsExactly(
            new ImagePushed(
                parsed.events().getFirst().id(),
                LEDGER,
                Tag.of("2.7.1"),
                digestOf("single"),
                null,
                "robot$ci",
                SECOND,
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
    assertThat(parsed.isUnderstood()).isTrue();
  }

  @Test
  void theChildOfAnIndexHasItsDigestInThePlaceOfTheTagAndSoNoTag() {
    ImagePushed pushed = onlyPush(parseSample("harbor/push-child.json"));

    assertThat(pushed.tag()).isNull();
    assertThat(pushed.digest()).isEqualTo(digestOf("child-amd64"));
  }

  @Test
  void anIndexIsAPushLikeAnyOther() {
    ImagePushed pushed = onlyPush(parseSample("harbor/push-index.json"));

    assertThat(pushed.tag()).isEqualTo(Tag.of("2.8.0"));
    assertThat(pushed.digest()).isEqualTo(digestOf("index"));
  }

  @Test
  void aNameMayHaveSlashes() {
    assertThat(onlyPush(parseSample("harbor/push-nested-name.json")).repository().path())
        .isEqualTo("library/tools/lint");
  }

  @ParameterizedTest
  @ValueSource(strings = {"push-several.json", "push-several-cloudevent.json"})
  void everyResourceIsAnEventWithAnIdOfItsOwn(String sample) {
    ParsedWebhook parsed = parseSample("harbor/" + sample);

    assertThat(parsed.events().size()).isGreaterThan(1);
    assertThat(parsed.events()).extracting(ImageEvent::id).doesNotHaveDuplicates();
    assertThat(parsed.events()).first().extracting(Samples::tag).isEqualTo("2.8.0");
    assertThat(parsed.events()).last().extracting(Samples::tag).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "delete.json, 2.6.0, old",
    "delete-cloudevent.json, 2.6.0, old",
    "delete-digest.json, , old"
  })
  void aDeletionNamesWhatHarborNames(String sample, @Nullable String tag, String content) {
    assertThat(parseSample("harbor/" + sample).events())
        .singleElement()
        .isInstanceOfSatisfying(
            ImageDeleted.class,
            deleted -> {
              assertThat(deleted.repository()).isEqualTo(LEDGER);
              assertThat(deleted.tag()).isEqualTo(tag == null ? null : Tag.of(tag));
              assertThat(deleted.digest()).isEqualTo(digestOf(content));
            });
  }

  @Test
  void aDeletionOfAnOldVersionNamesEveryTag() {
    assertThat(parseSample("harbor/delete-1x.json").events())
        .hasOnlyElementsOfType(ImageDeleted.class)
        .extracting(Samples::tag)
        .containsExactly("2.5.0", "2.5");
  }

  @ParameterizedTest
  @CsvSource({
    "harbor/pull.json, PULL",
    "harbor/pull-cloudevent.json, PULL",
    "harbor/upload-chart.json, OTHER_ARTIFACT",
    "tcr/upload-chart.json, OTHER_ARTIFACT",
    "harbor/scanning-completed.json, OTHER_ACTION",
    "harbor/quota-exceed.json, OTHER_ACTION",
    "harbor/replication.json, OTHER_ACTION",
    "harbor/tag-retention.json, OTHER_ACTION"
  })
  void whatIsNoPushAndNoDeletionIsIgnoredWithItsReason(String sample, IgnoreReason reason) {
    ParsedWebhook parsed = parseSample(sample);

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.isUnderstood()).isTrue();
    assertThat(parsed.ignored()).extracting(Ignored::reason).containsExactly(reason);
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parseSample("harbor/push-malformed-digest.json");

    assertThat(onlyPush(parsed).digest()).isNull();
    assertThat(onlyPush(parsed).tag()).isEqualTo(Tag.of("2.7.1"));
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @Test
  void theIdOfACloudEventIsHarborsAndElseTheSecondAndTheContentTellPushesApart() {
    String body = sample("harbor/push-tag.json");

    assertThat(onlyPush(parseSample("harbor/push-cloudevent.json")).id())
        .isEqualTo(new EventId("0b7d7f4c-5a39-4b07-9d0e-8f2c0f0a7e11"));
    assertThat(onlyPush(parse(body)).id())
        .isEqualTo(onlyPush(parse(body)).id())
        .isNotEqualTo(onlyPush(parse(body.replace("\"2.7.1\"", "\"2.7.2\""))).id())
        .isNotEqualTo(onlyPush(parse(body.replace("1773480413", "1773480414"))).id())
        .isNotEqualTo(onlyPush(parse(body.replace("payments/ledger\"", "payments/book\""))).id());
  }

  @Test
  void theHostInTheBodyIsNotFollowed() {
    String body = sample("harbor/push-tag.json").replace("harbor.internal.example", "evil.example");

    assertThat(onlyPush(parse(body)).repository()).isEqualTo(LEDGER);
  }

  @ParameterizedTest
  @CsvSource({
    "harbor/push-tag.json, digest, tag, 'resources[0] names neither a tag nor'",
    "harbor/delete.json, digest, tag, 'resources[0] is a deletion that names neither'",
    "harbor/push-tag.json, repo_full_name, x, 'resources[0] cannot be used: \"\" is not'",
    "harbor/push-tag.json, resources, x, 'The body has no \"resources\"'",
    "harbor/push-tag.json, type, x, 'The body has no \"type\"'",
    "harbor/push-tag.json, event_data, x, 'The body has no \"type\"'",
    "harbor/push-cloudevent.json, data, x, 'The body has no \"type\"'"
  })
  void whatIsMissingIsSaid(String sample, String missing, String alsoMissing, String sentence) {
    ParsedWebhook parsed =
        parse(
            sample(sample)
                .replace("\"" + missing + "\":", "\"other\":")
                .replace("\"" + alsoMissing + "\":", "\"another\":"));

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable()).singleElement().asString().startsWith(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PUSH_ARTIFACT", "{\"type\": \"PUSH_ARTIFACT\"", "[]", "7"})
  void aBodyThatIsNoNotificationSaysSo(String body) {
    assertThat(parse(body).unreadable()).singleElement().asString().startsWith("The body ");
  }

  @Test
  void withoutATimeASecondDeliveryWithinTheMinuteIsTheSameEvent() {
    String body = sample("harbor/push-tag.json").replace("occur_at", "other");

    assertThat(onlyPush(parse(body)).occurredAt()).isEqualTo(Samples.RECEIVED);
    assertThat(onlyPush(parse(body)).id()).isEqualTo(onlyPush(parse(body)).id());
  }

  @Test
  void aBodyOfMoreResourcesThanAnySenderSendsIsNotReadInPart() {
    String resources = "{},".repeat(1000) + "{}";
    ParsedWebhook parsed =
        parse("{\"type\": \"pushImage\", \"event_data\": {\"resources\": [" + resources + "]}}");

    assertThat(parsed.unreadable())
        .containsExactly("The body has 1001 events; at most 1000 are read.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"swr/push-tag.json", "tcr/push-tag.json"})
  void twoCloudsPushInHarborsWords(String sample) {
    ImagePushed pushed = onlyPush(parseSample(sample));

    assertThat(pushed.repository()).hasToString("shanghai/shop/cart");
    assertThat(pushed.tag()).isEqualTo(Tag.of("1.4.2"));
    assertThat(pushed.occurredAt()).isEqualTo(SECOND);
  }

  @Test
  void aDeletionOfTencentsIsReadAsHarbors() {
    assertThat(parseSample("tcr/delete-tag.json").events())
        .singleElement()
        .isInstanceOf(ImageDeleted.class);
  }

  private static Digest digestOf(String content) {
    return Digest.sha256(content.getBytes(UTF_8));
  }

  private static String sample(String name) {
    return new String(Samples.read(name), UTF_8);
  }

  private ParsedWebhook parseSample(String name) {
    return parser.parse(Samples.delivery(), Samples.read(name));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }

  private static ImagePushed onlyPush(ParsedWebhook parsed) {
    assertThat(parsed.events()).singleElement().isInstanceOf(ImagePushed.class);
    return (ImagePushed) parsed.events().getFirst();
  }
}
