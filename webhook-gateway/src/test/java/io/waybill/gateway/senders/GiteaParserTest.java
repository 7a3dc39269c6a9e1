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

class GiteaParserTest {
  private static final Repository TABLES =
      Repository.of(Registry.of("shanghai"), "harbour/tide-tables");

  private final GiteaParser parser = new GiteaParser();

  @Test
  void aPushByTagIsAnEventOfTheConfiguredRegistryUnderItsLowerCaseName() {
    assertThat(TheOnly.push(parseSample("push-by-tag.json")))
        .isEqualTo(
            new ImagePushed(
                new EventId("2f6b1c90-7d3e-4a85-9c41-d0e8f7a6b5c4"),
                TABLES,
                Tag.of("1.4.0"),
                null,
                null,
                "pilot",
                Instant.parse("2026-03-14T09:26:53Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
  }

  @Test
  void forgejoSendsTheSameAndAFormIsReadLikeJson() {
    ImagePushed pushed = TheOnly.push(parseSample("forgejo-form.form"));

    assertThat(pushed.id()).hasToString("7a1d4e52-90bc-4f38-8e67-c3b2a1f0d9e8");
    assertThat(pushed.repository()).isEqualTo(TABLES);
    assertThat(pushed.tag()).isEqualTo(Tag.of("1.4.0"));
  }

  @Test
  void theVersionOfAChildIsItsDigest() {
    ImagePushed pushed = TheOnly.push(parseSample("push-by-digest.json"));

    assertThat(pushed.tag()).isNull();
    assertThat(pushed.digest()).isEqualTo(Digest.sha256("child-amd64".getBytes(UTF_8)));
  }

  @Test
  void aMalformedDigestIsNoTag() {
    ParsedWebhook parsed = parseSample("push-malformed-digest.json");

    assertThat(TheOnly.problem(parsed)).contains("neither a tag nor a well-formed digest");
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @Test
  void aDeletedVersionIsADeletion() {
    ImageDeleted deleted = TheOnly.deletion(parseSample("delete-tag.json"));

    assertThat(deleted.repository()).isEqualTo(TABLES);
    assertThat(deleted.tag()).isEqualTo(Tag.of("1.3.9"));
  }

  @ParameterizedTest
  @CsvSource({"npm.json, OTHER_ARTIFACT", "commit.json, OTHER_ACTION"})
  void whatIsNoImageIsIgnored(String sample, IgnoreReason reason) {
    assertThat(TheOnly.reason(parseSample(sample))).isEqualTo(reason);
  }

  @Test
  void anUnknownActionIsIgnored() {
    assertThat(
            TheOnly.reason(
                parse("{\"action\": \"moved\", \"package\": {\"type\": \"container\"}}")))
        .isEqualTo(IgnoreReason.OTHER_ACTION);
  }

  @Test
  void withoutADeliveryIdASecondDeliveryIsTheSameEventStill() {
    byte[] body = Samples.read("gitea/push-by-tag.json");

    assertThat(parser.parse(Samples.delivery(), body))
        .isEqualTo(parser.parse(Samples.delivery(), body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "[]",
        "{\"package\": \"container\"}",
        "{\"package\": {\"type\": \"container\"}}",
        "{\"action\": \"created\", \"package\": {\"type\": \"container\", \"version\": \"1\"}}",
        "{\"action\": \"deleted\", \"package\": {\"type\": \"container\", \"name\": \"a\"}}"
      })
  void aBodyThatCannotBeUnderstoodSaysWhatIsWrong(String body) {
    assertThat(TheOnly.problem(parse(body))).startsWith("The ").endsWith(".");
  }

  private ParsedWebhook parseSample(String name) {
    String path = "gitea/" + name;
    return parser.parse(Samples.delivery(Samples.headers(path)), Samples.read(path));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
