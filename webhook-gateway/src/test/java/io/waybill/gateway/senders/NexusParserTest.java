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

class NexusParserTest {
  private static final Repository LEDGER =
      Repository.of(Registry.of("shanghai"), "payments/ledger");

  private final NexusParser parser = new NexusParser();

  @ParameterizedTest
  @ValueSource(strings = {"created.json", "updated.json"})
  void aTagThatIsCreatedOrUpdatedIsAPushOfTheConfiguredRegistry(String sample) {
    assertThat(TheOnly.push(parseSample(sample)))
        .isEqualTo(
            new ImagePushed(
                new EventId("c4b7e2a9-6d1f-4083-95be-7f3a2d1c0e8b"),
                LEDGER,
                Tag.of("2.7.1"),
                null,
                null,
                "deployer",
                Instant.parse("2026-03-14T09:26:53.664Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
  }

  @Test
  void aVersionThatIsADigestIsNoTag() {
    ImagePushed pushed = TheOnly.push(parseSample("created-by-digest.json"));

    assertThat(pushed.tag()).isNull();
    assertThat(pushed.digest()).isEqualTo(Digest.sha256("child-amd64".getBytes(UTF_8)));
    assertThat(parseSample("malformed-digest.json").malformedDigests()).isEqualTo(1);
  }

  @Test
  void aDeletedTagIsADeletion() {
    ImageDeleted deleted = TheOnly.deletion(parseSample("deleted.json"));

    assertThat(deleted.repository()).isEqualTo(LEDGER);
    assertThat(deleted.tag()).isEqualTo(Tag.of("2.7.0"));
    assertThat(deleted.actor()).isEqualTo("anonymous");
  }

  @ParameterizedTest
  @CsvSource({
    "maven.json, OTHER_ARTIFACT",
    "asset.json, OTHER_ARTIFACT",
    "purged.json, OTHER_ACTION",
    "audit.json, OTHER_ACTION"
  })
  void whatIsNoTagIsIgnored(String sample, IgnoreReason reason) {
    assertThat(TheOnly.reason(parseSample(sample))).isEqualTo(reason);
  }

  @Test
  void withoutADeliveryIdASecondDeliveryIsTheSameEventStill() {
    byte[] body = Samples.read("nexus/created.json");

    assertThat(parser.parse(Samples.delivery(), body))
        .isEqualTo(parser.parse(Samples.delivery(), body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "{}",
        "{\"component\": {\"format\": \"docker\"}}",
        "{\"action\": \"CREATED\", \"component\": {\"format\": \"docker\", \"name\": \"A\"}}",
        "{\"action\": \"CREATED\", \"component\": {\"format\": \"docker\", \"name\": \"a\"}}",
        "{\"action\": \"DELETED\", \"component\": {\"format\": \"docker\", \"name\": \"a\"}}"
      })
  void aBodyThatCannotBeUnderstoodSaysWhatIsWrong(String body) {
    assertThat(TheOnly.problem(parse(body))).startsWith("The ").endsWith(".");
  }

  private ParsedWebhook parseSample(String name) {
    String path = "nexus/" + name;
    return parser.parse(Samples.delivery(Samples.headers(path)), Samples.read(path));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
