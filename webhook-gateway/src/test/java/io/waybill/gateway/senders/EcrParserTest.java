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
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcrParserTest {
  private static final Repository LEDGER =
      Repository.of(Registry.of("shanghai"), "payments/ledger");
  private static final String HOST = "210987654321.dkr.ecr.eu-central-1.amazonaws.com";

  private final EcrParser parser = new EcrParser();

  @ParameterizedTest
  @ValueSource(strings = {"push-by-tag.json", "sns-push-by-tag.json"})
  void aPushByTagIsTheSameEventDirectlyAndInAnEnvelopeOfSns(String sample) {
    assertThat(TheOnly.push(parseSample(sample)))
        .isEqualTo(
            new ImagePushed(
                new EventId("6d2b7f41-9e8c-4a15-b3d0-5c4f3e2a1b09"),
                LEDGER,
                Tag.of("2.7.1"),
                Digest.sha256("single".getBytes(UTF_8)),
                "application/vnd.oci.image.manifest.v1+json",
                null,
                Instant.parse("2026-03-14T09:26:53Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
  }

  @Test
  void anIndexIsAPushLikeAnyOther() {
    ImagePushed pushed = TheOnly.push(parseSample("push-index.json"));

    assertThat(pushed.mediaType()).isEqualTo("application/vnd.oci.image.index.v1+json");
  }

  @ParameterizedTest
  @CsvSource({"push-empty-tag.json, child-amd64", "push-without-tag.json, child-arm64"})
  void aChildHasNoTagOrAnEmptyOne(String sample, String content) {
    ImagePushed pushed = TheOnly.push(parseSample(sample));

    assertThat(pushed.tag()).isNull();
    assertThat(pushed.digest()).isEqualTo(Digest.sha256(content.getBytes(UTF_8)));
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parseSample("push-malformed-digest.json");

    assertThat(TheOnly.push(parsed).digest()).isNull();
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @Test
  void aDeletionNamesTheTag() {
    ImageDeleted deleted = TheOnly.deletion(parseSample("delete-tag.json"));

    assertThat(deleted.repository()).isEqualTo(LEDGER);
    assertThat(deleted.tag()).isEqualTo(Tag.of("2.7.0"));
  }

  @ParameterizedTest
  @CsvSource({
    "push-failed.json, OTHER_ACTION",
    "storage-class.json, OTHER_ACTION",
    "scan.json, OTHER_ACTION",
    "sns-subscription.json, SUBSCRIPTION",
    "sns-unsubscription.json, SUBSCRIPTION"
  })
  void whatIsNoPushOrDeletionIsIgnored(String sample, IgnoreReason reason) {
    assertThat(TheOnly.reason(parseSample(sample))).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "111111111111.dkr.ecr.eu-central-1.amazonaws.com",
        "210987654321.dkr.ecr.eu-west-1.amazonaws.com:443",
        "210987654321.dkr.ecr.cn-north-1.amazonaws.com.cn",
        "210987654321.dkr-ecr.eu-west-1.on.aws"
      })
  void whatIsAboutTheRegistryOfAnotherAccountOrRegionIsIgnored(String configured) {
    assertThat(TheOnly.reason(parseAt(configured))).isEqualTo(IgnoreReason.OTHER_REGISTRY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        HOST,
        "210987654321.dkr.ecr.eu-central-1.amazonaws.com:443",
        "210987654321.dkr.ecr-fips.eu-central-1.amazonaws.com",
        "210987654321.dkr-ecr.eu-central-1.on.aws",
        "images.example.com"
      })
  void theRegistryOfTheEventIsKnownUnderItsOtherNamesAndBehindOnesOwn(String configured) {
    assertThat(TheOnly.push(parseAt(configured)).repository()).isEqualTo(LEDGER);
  }

  @Test
  void aSecondDeliveryIsTheSameEvent() {
    assertThat(parseSample("push-empty-tag.json")).isEqualTo(parseSample("push-empty-tag.json"));
  }

  @Test
  void anEventThatATransformerReshapedSaysSo() {
    assertThat(TheOnly.problem(parse("{\"repository\": \"payments/ledger\", \"tag\": \"1\"}")))
        .contains("remove the input transformer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "{\"detail-type\": \"ECR Image Action\"}",
        "{\"detail-type\": \"ECR Image Action\", \"detail\": {\"result\": \"SUCCESS\","
            + " \"action-type\": \"DELETE\", \"repository-name\": \"a\"}}",
        "{\"Type\": \"Notification\", \"TopicArn\": \"x\", \"Message\": \"Hello\"}",
        "{\"Type\": \"Notification\", \"TopicArn\": \"x\"}",
        "{\"Type\": \"Other\", \"TopicArn\": \"x\"}"
      })
  void aBodyThatCannotBeUnderstoodSaysWhatIsWrong(String body) {
    assertThat(TheOnly.problem(parse(body))).startsWith("The ").endsWith(".");
  }

  private ParsedWebhook parseAt(String configured) {
    return parser.parse(
        Samples.delivery(configured, Map.of()), Samples.read("ecr/push-by-tag.json"));
  }

  private ParsedWebhook parseSample(String name) {
    String path = "ecr/" + name;
    return parser.parse(Samples.delivery(Samples.headers(path)), Samples.read(path));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
