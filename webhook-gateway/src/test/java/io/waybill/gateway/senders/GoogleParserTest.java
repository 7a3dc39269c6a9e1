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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoogleParserTest {
  private static final Repository LEDGER =
      Repository.of(Registry.of("shanghai"), "harbour-works/images/payments/ledger");

  private final GoogleParser parser = new GoogleParser();

  @ParameterizedTest
  @ValueSource(strings = {"push-by-tag.json", "push-by-tag-unwrapped.json"})
  void aPushByTagIsTheSameEventWrappedAndUnwrapped(String sample) {
    assertThat(TheOnly.push(parseSample(sample)))
        .isEqualTo(
            new ImagePushed(
                EventId.hash("/webhooks/shanghai-push", "10482205117390284"),
                LEDGER,
                Tag.of("2.7.1"),
                Digest.sha256("single".getBytes(UTF_8)),
                null,
                null,
                Instant.parse("2026-03-14T09:26:53.771Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
  }

  @Test
  void aTagAloneNamesTheRepositoryToo() {
    ImagePushed pushed = TheOnly.push(parseSample("push-tag-only.json"));

    assertThat(pushed.repository().path()).isEqualTo("harbour-works/ledger");
    assertThat(pushed.tag()).isEqualTo(Tag.of("2.7.1"));
    assertThat(pushed.digest()).isNull();
  }

  @Test
  void anUploadWithoutATagHasItsDigest() {
    ImagePushed pushed = TheOnly.push(parseSample("push-by-digest.json"));

    assertThat(pushed.tag()).isNull();
    assertThat(pushed.digest()).isEqualTo(Digest.sha256("child-amd64".getBytes(UTF_8)));
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parseSample("push-malformed-digest.json");

    assertThat(TheOnly.push(parsed).digest()).isNull();
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"delete-tag.json, true, false", "delete-by-digest.json, false, true"})
  void aDeletionNamesATagOrADigest(String sample, boolean hasTag, boolean hasDigest) {
    ImageDeleted deleted = TheOnly.deletion(parseSample(sample));

    assertThat(deleted.repository()).isEqualTo(LEDGER);
    assertThat(deleted.tag() != null).isEqualTo(hasTag);
    assertThat(deleted.digest() != null).isEqualTo(hasDigest);
  }

  @ParameterizedTest
  @CsvSource({
    "europe-west4-docker.pkg.dev, true",
    "europe-west4-docker.pkg.dev:443, true",
    "images.example.com, true",
    "us-docker.pkg.dev, false",
    "gcr.io, false",
    "eu.gcr.io, false"
  })
  void whatIsAboutAnotherOfGooglesRegistriesIsIgnored(String configured, boolean isAccepted) {
    ParsedWebhook parsed =
        parser.parse(
            Samples.delivery(configured, Map.of()), Samples.read("google/push-by-tag.json"));

    assertThat(parsed.events()).hasSize(isAccepted ? 1 : 0);
    assertThat(parsed.ignored())
        .extracting(Ignored::reason)
        .isEqualTo(isAccepted ? List.of() : List.of(IgnoreReason.OTHER_REGISTRY));
  }

  @Test
  void aMessageWithoutMetadataHasAnIdThatItsRepetitionHasToo() {
    byte[] body = Samples.read("google/push-by-tag-unwrapped.json");

    assertThat(parser.parse(Samples.delivery(), body))
        .isEqualTo(parser.parse(Samples.delivery(), body));
  }

  @Test
  void aTagAndADigestOfTwoRepositoriesAreNotMixed() {
    assertThat(TheOnly.problem(parseSample("two-repositories.json")))
        .isEqualTo("The message has a tag and a digest of two repositories.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "{}",
        "{\"message\": {}}",
        "{\"message\": {\"data\": \"%\"}}",
        "{\"message\": {\"data\": \"aGVsbG8=\"}}",
        "{\"action\": \"INSERT\"}",
        "{\"action\": \"INSERT\", \"tag\": \"ledger:1\"}",
        "{\"action\": \"DELETE\", \"tag\": \"gcr.io/a/ledger\"}",
        "{\"action\": \"DELETE\", \"tag\": \"x\", \"digest\": \"gcr.io/a/b@sha256:0\"}"
      })
  void aMessageThatCannotBeUnderstoodSaysWhatIsWrong(String body) {
    assertThat(TheOnly.problem(parse(body))).startsWith("The ").endsWith(".");
  }

  @Test
  void anUnknownActionIsIgnored() {
    assertThat(TheOnly.reason(parse("{\"action\": \"MOVE\", \"tag\": \"gcr.io/a/b:1\"}")))
        .isEqualTo(IgnoreReason.OTHER_ACTION);
  }

  private ParsedWebhook parseSample(String name) {
    String path = "google/" + name;
    return parser.parse(Samples.delivery(Samples.headers(path)), Samples.read(path));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
