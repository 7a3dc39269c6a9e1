package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuayParserTest {
  private final QuayParser parser = new QuayParser();

  @Test
  void aPushHasATagAndNothingElse() {
    ParsedWebhook parsed = parseSample("push.json");

    assertThat(parsed.events())
        .containsExactly(
            new ImagePushed(
                parsed.events().getFirst().id(),
                Repository.of(Registry.of("shanghai"), "shop/cart"),
                Tag.of("1.4.2"),
                null,
                null,
                null,
                Samples.RECEIVED,
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
    assertThat(parsed.isUnderstood()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"push-several.json | 1.4.2 1.4 latest", "push-2013.json | 1.4.2 latest"})
  void everyTagIsAnEventAlsoInTheFormOf2013(String sample, String tags) {
    assertThat(parseSample(sample).events())
        .extracting(Samples::tag)
        .containsExactlyElementsOf(List.of(tags.split(" ")));
    assertThat(parseSample(sample).events()).extracting(ImageEvent::id).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vulnerability.json", "build.json"})
  void whatIsNotAboutAPushIsIgnored(String sample) {
    ParsedWebhook parsed = parseSample(sample);

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.isUnderstood()).isTrue();
    assertThat(parsed.ignored())
        .extracting(Ignored::reason)
        .containsExactly(IgnoreReason.OTHER_ACTION);
  }

  @Test
  void aListWithoutTagsIsIgnored() {
    assertThat(parse("{\"repository\": \"a/b\", \"updated_tags\": []}").ignored()).hasSize(1);
  }

  @Test
  void aBodyThatItsAuthorWroteSaysWhatToDo() {
    assertThat(parseSample("template.json").unreadable())
        .singleElement()
        .asString()
        .startsWith("The body has no \"updated_tags\"")
        .endsWith("say where things are in it: type mapped.");
  }

  @Test
  void twoPushesOfATagAreTwoEventsHoweverCloseTogether() {
    byte[] body = Samples.read("quay/push.json");

    assertThat(idOf(body, Duration.ZERO)).isNotEqualTo(idOf(body, Duration.ofMillis(1)));
  }

  @Test
  void theHostInTheBodyIsNotFollowed() {
    String body =
        new String(Samples.read("quay/push.json"), UTF_8)
            .replace("quay.internal.example", "evil.example");

    assertThat(parse(body)).isEqualTo(parseSample("push.json"));
  }

  @Test
  void anEntryThatIsNoTagDoesNotHoldUpTheOthers() {
    ParsedWebhook parsed =
        parse("{\"repository\": \"a/b\", \"updated_tags\": [7, \"no tag\", \"fine\", null]}");

    assertThat(parsed.events()).singleElement().hasFieldOrPropertyWithValue("tag", Tag.of("fine"));
    assertThat(parsed.unreadable()).hasSize(3);
    assertThat(parsed.unreadable().get(1))
        .startsWith("updated_tags[1] cannot be used: \"no tag\" is not a tag");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                           | The body is empty or blank
          {"updated_tags": ["1"        | The body cannot be read
          []                           | The body has no "updated_tags"
          {"updated_tags": "1"}        | The body has no "updated_tags"
          {"updated_tags": ["1"]}      | updated_tags[0] cannot be used: "" is not a repository
          """)
  void whatCannotBeUnderstoodIsSaid(String body, String sentence) {
    assertThat(parse(body).events()).isEmpty();
    assertThat(parse(body).unreadable()).singleElement().asString().startsWith(sentence);
  }

  @Test
  void aBodyOfMoreTagsThanAnyPushHasIsNotReadInPart() {
    assertThat(parse("{\"updated_tags\": [" + "\"1\",".repeat(1000) + "\"1\"]}").unreadable())
        .containsExactly("The body has 1001 events; at most 1000 are read.");
  }

  private EventId idOf(byte[] body, Duration later) {
    Delivery delivery =
        new Delivery(
            "shanghai-push",
            Registry.of("shanghai"),
            "registry.shanghai.example",
            Optional.empty(),
            Map.of(),
            Samples.RECEIVED.plus(later));
    return parser.parse(delivery, body).events().getFirst().id();
  }

  private ParsedWebhook parseSample(String name) {
    return parser.parse(Samples.delivery(), Samples.read("quay/" + name));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
