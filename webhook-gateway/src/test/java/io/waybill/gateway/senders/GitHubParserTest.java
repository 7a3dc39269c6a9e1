package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubParserTest {
  private static final String DELIVERY = "5e0c7f12-1f9a-11f1-8d6e-0242ac120002";
  private static final Digest SINGLE = Digest.sha256("single".getBytes(UTF_8));

  private final GitHubParser parser = new GitHubParser();

  @ParameterizedTest
  @CsvSource({
    "package, package-push-by-tag.json, application/json",
    "registry_package, registry-package-push-by-tag.json, application/json",
    "package, push-as-form.form, application/x-www-form-urlencoded"
  })
  void aPushByTagIsAnEventOfTheConfiguredRegistryInEitherEventAndForm(
      String event, String sample, String contentType) {
    Map<String, String> headers =
        Map.of("x-github-event", event, "x-github-delivery", DELIVERY, "content-type", contentType);

    assertThat(TheOnly.push(parse(headers, sample)))
        .isEqualTo(
            new ImagePushed(
                new EventId(DELIVERY),
                Repository.of(Registry.of("shanghai"), "harbour-works/tide-tables"),
                Tag.of("1.4.0"),
                SINGLE,
                "application/vnd.oci.image.manifest.v1+json",
                "quay-master",
                Instant.parse("2026-03-14T09:26:53Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
  }

  @Test
  void anIndexIsAPushLikeAnyOtherAndItsChildHasAnEmptyTag() {
    ImagePushed index = TheOnly.push(parse("package-push-index.json"));
    ImagePushed child = TheOnly.push(parse("package-push-child.json"));

    assertThat(index.tag()).isEqualTo(Tag.of("1.4.0"));
    assertThat(index.mediaType()).isEqualTo("application/vnd.oci.image.index.v1+json");
    assertThat(child.tag()).isNull();
    assertThat(child.digest()).isEqualTo(Digest.sha256("child-amd64".getBytes(UTF_8)));
  }

  @Test
  void aCommitInThePlaceOfADigestGivesWayToTheManifestsDigestAndAZeroTimeToTheReceipt() {
    ImagePushed pushed = TheOnly.push(parse("package-push-commit-as-digest.json"));

    assertThat(pushed.digest()).isEqualTo(SINGLE);
    assertThat(pushed.occurredAt()).isEqualTo(Samples.RECEIVED);
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parse("package-push-malformed-digest.json");

    assertThat(TheOnly.push(parsed).digest()).isNull();
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @Test
  void aPackageThatIsNoContainerIsIgnored() {
    assertThat(TheOnly.reason(parse("package-npm.json"))).isEqualTo(IgnoreReason.OTHER_ARTIFACT);
  }

  @Test
  void aPingIsKnownByItsHeaderOrItsZen() {
    assertThat(TheOnly.reason(parse("ping.json"))).isEqualTo(IgnoreReason.PING);
    assertThat(TheOnly.reason(parse(Map.of("x-github-event", "ping"), "ping.json")))
        .isEqualTo(IgnoreReason.PING);
  }

  @Test
  void anotherEventOrActionIsIgnored() {
    assertThat(TheOnly.reason(parseText(Map.of("x-github-event", "star"), "{}")))
        .isEqualTo(IgnoreReason.OTHER_ACTION);
    assertThat(
            TheOnly.reason(
                parseText(
                    Map.of(),
                    "{\"action\": \"deleted\", \"package\": {\"ecosystem\": \"container\"}}")))
        .isEqualTo(IgnoreReason.OTHER_ACTION);
  }

  @Test
  void theIdIsThatOfTheDeliveryUnlessItIsNoId() {
    Map<String, String> usual = Map.of("x-github-delivery", DELIVERY);
    Map<String, String> odd = Map.of("x-github-delivery", "\u00e9 \u00e9");

    EventId id = TheOnly.push(parse(odd, "package-push-by-tag.json")).id();

    assertThat(id).isEqualTo(TheOnly.push(parse(odd, "package-push-by-tag.json")).id());
    assertThat(id.value()).matches("[0-9a-f]{32}");
    assertThat(TheOnly.push(parse(usual, "package-push-by-tag.json")).id()).hasToString(DELIVERY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "[]",
        "{}",
        "{\"package\": 7}",
        "{\"package\": {\"ecosystem\": \"container\"}}",
        "{\"action\": \"published\", \"package\": {\"package_type\": \"CONTAINER\"}}"
      })
  void aBodyThatCannotBeUnderstoodSaysWhatIsWrong(String body) {
    assertThat(TheOnly.problem(parseText(Map.of(), body))).startsWith("The ").endsWith(".");
  }

  @Test
  void aFormWithoutAPayloadSaysSo() {
    Map<String, String> form = Map.of("content-type", "application/x-www-form-urlencoded");

    assertThat(TheOnly.problem(parseText(form, "a=b")))
        .isEqualTo("The body is a form without a readable field \"payload\".");
  }

  private ParsedWebhook parse(String sample) {
    return parse(Map.of(), sample);
  }

  private ParsedWebhook parse(Map<String, String> headers, String sample) {
    return parser.parse(Samples.delivery(headers), Samples.read("github/" + sample));
  }

  private ParsedWebhook parseText(Map<String, String> headers, String body) {
    return parser.parse(Samples.delivery(headers), body.getBytes(UTF_8));
  }
}
