package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlibabaParserTest {
  private final AlibabaParser parser = new AlibabaParser();

  @Test
  void aPushHasATagAndADigestAndTheTimeOfItsArrival() {
    ParsedWebhook parsed = parseSample("push.json");

    assertThat(parsed.events())
        .containsExactly(
            new ImagePushed(
                parsed.events().getFirst().id(),
                Repository.of(Registry.of("shanghai"), "payments/ledger"),
                Tag.of("2.7.1"),
                Digest.sha256("single".getBytes(UTF_8)),
                null,
                null,
                Samples.RECEIVED,
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
    assertThat(parsed.isUnderstood()).isTrue();
  }

  @Test
  void theTimeWithoutAZoneTellsASecondDeliveryFromASecondPush() {
    String body = sample("push.json");

    assertThat(idOf(body))
        .isEqualTo(idOf(body))
        .isNotEqualTo(idOf(body.replace("17:26:53", "17:26:54")))
        .isNotEqualTo(idOf(body.replace("\"2.7.1\"", "\"2.7.2\"")));
  }

  @Test
  void aNameWithCapitalsIsThatOfTheRepositoryInLowerCase() {
    assertThat(parseSample("push-capital.json").events().getFirst().repository().path())
        .isEqualTo("payments/orderbook");
  }

  @Test
  void aPushWithoutADigestIsOne() {
    ParsedWebhook parsed = parseSample("push-without-digest.json");

    assertThat(parsed.events()).singleElement().extracting(Samples::digest).isNull();
    assertThat(parsed.malformedDigests()).isZero();
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parseSample("push-malformed-digest.json");

    assertThat(parsed.events()).singleElement().extracting(Samples::digest).isNull();
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @Test
  void theRegionInTheBodyIsNotFollowed() {
    assertThat(parse(sample("push.json").replace("cn-shanghai", "evil.example/")))
        .isEqualTo(parseSample("push.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                           | The body is empty or blank
          {"push_data": {}                             | The body cannot be read
          {"push_data": {"tag": "1"}}                  | The body has no "push_data" with
          {"push_data": {"tag": "1"}, "repository": {}} | The body cannot be used: "" is not a repository
          {"push_data": {}, "repository": {"repo_full_name": "a/b"}} | The body names neither a tag nor
          """)
  void whatCannotBeUnderstoodIsSaid(String body, String sentence) {
    assertThat(parse(body).events()).isEmpty();
    assertThat(parse(body).unreadable()).singleElement().asString().startsWith(sentence);
  }

  private EventId idOf(String body) {
    return parse(body).events().getFirst().id();
  }

  private static String sample(String name) {
    return new String(Samples.read("alibaba/" + name), UTF_8);
  }

  private ParsedWebhook parseSample(String name) {
    return parse(sample(name));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
