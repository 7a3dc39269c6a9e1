package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactoryParserTest {
  private static final Repository LEDGER =
      Repository.of(Registry.of("shanghai"), "docker-local/payments/ledger");

  private final ArtifactoryParser parser = new ArtifactoryParser();

  @Test
  void aPushIsAnEventOfTheConfiguredRegistryBelowTheKeyOfTheRepository() {
    ImagePushed pushed = TheOnly.push(parseSample("push-by-tag.json"));

    assertThat(pushed.repository()).isEqualTo(LEDGER);
    assertThat(pushed.tag()).isEqualTo(Tag.of("2.7.1"));
    assertThat(pushed.digest()).isEqualTo(Digest.sha256("single".getBytes(UTF_8)));
    assertThat(pushed.actor()).isEqualTo("ci-bot");
    assertThat(pushed.occurredAt()).isEqualTo(Samples.RECEIVED);
  }

  @Test
  void anIndexIsAPushOfItsListAndAChildHasNoTag() {
    ImagePushed index = TheOnly.push(parseSample("push-index.json"));
    ImagePushed child = TheOnly.push(parseSample("push-child.json"));

    assertThat(index.digest()).isEqualTo(Digest.sha256("index".getBytes(UTF_8)));
    assertThat(child.tag()).isNull();
    assertThat(child.repository()).isEqualTo(LEDGER);
    assertThat(child.digest()).isEqualTo(Digest.sha256("child-amd64".getBytes(UTF_8)));
  }

  @Test
  void aPromotionIsAPushToTheRepositoryThatItNames() {
    assertThat(TheOnly.push(parseSample("promoted.json")).repository().path())
        .isEqualTo("docker-prod/payments/ledger");
  }

  @Test
  void aDeletionNamesTheTag() {
    ImageDeleted deleted = TheOnly.deletion(parseSample("deleted.json"));

    assertThat(deleted.repository()).isEqualTo(LEDGER);
    assertThat(deleted.tag()).isEqualTo(Tag.of("2.7.0"));
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parseSample("push-malformed-digest.json");

    assertThat(TheOnly.push(parsed).digest()).isNull();
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "test-button.json, PING",
    "layer.json, OTHER_ARTIFACT",
    "artifact-deployed.json, OTHER_ARTIFACT"
  })
  void whatIsNoManifestIsIgnored(String sample, IgnoreReason reason) {
    assertThat(TheOnly.reason(parseSample(sample))).isEqualTo(reason);
  }

  @Test
  void withAPrefixTheKeyGoesAndOtherKeysAreIgnored() {
    Delivery delivery =
        new Delivery(
            "shanghai-push",
            Registry.of("shanghai"),
            "docker-local.example.com",
            Optional.of("docker-local"),
            Map.of(),
            Samples.RECEIVED);

    ParsedWebhook own = parser.parse(delivery, Samples.read("artifactory/push-by-tag.json"));
    ParsedWebhook other = parser.parse(delivery, Samples.read("artifactory/promoted.json"));

    assertThat(TheOnly.push(own).repository().path()).isEqualTo("payments/ledger");
    assertThat(TheOnly.reason(other)).isEqualTo(IgnoreReason.OTHER_REPOSITORY);
  }

  @Test
  void aRepetitionIsTheSameEventAndAnotherPushAnother() {
    assertThat(parseSample("push-by-tag.json")).isEqualTo(parseSample("push-by-tag.json"));
    assertThat(TheOnly.push(parseSample("push-by-tag.json")).id())
        .isNotEqualTo(TheOnly.push(parseSample("push-index.json")).id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "{\"text\": \"ledger was pushed\"}",
        "{\"domain\": \"docker\", \"data\": {}}",
        "{\"domain\": \"docker\", \"event_type\": \"pushed\", \"data\": {}}",
        "{\"domain\": \"docker\", \"event_type\": \"pushed\","
            + " \"data\": {\"repo_key\": \"a\", \"path\": \"/x/manifest.json\"}}",
        "{\"domain\": \"docker\", \"event_type\": \"deleted\","
            + " \"data\": {\"repo_key\": \"a\", \"path\": \"b/x/manifest.json\"}}"
      })
  void aBodyThatCannotBeUnderstoodSaysWhatIsWrong(String body) {
    assertThat(TheOnly.problem(parse(body))).startsWith("The ").endsWith(".");
  }

  private ParsedWebhook parseSample(String name) {
    String path = "artifactory/" + name;
    return parser.parse(Samples.delivery(Samples.headers(path)), Samples.read(path));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
