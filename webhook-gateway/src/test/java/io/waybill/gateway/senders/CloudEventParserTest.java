package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Tag;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventParserTest {
  private static final String STRUCTURED =
      """
      {"specversion": "1.0", "id": "17", "source": "/builds/nightly",
       "type": "io.waybill.image.pushed.v1", "time": "2026-03-14T09:26:53Z",
       "data": {"repository": "tools/lint", "tag": "9.1", "actor": "nightly"}}
      """;

  private final CloudEventParser parser = new CloudEventParser();

  @Test
  void aStructuredEventIsAPush() {
    ParsedWebhook parsed = parse(Map.of(), STRUCTURED);

    assertThat(parsed.events())
        .singleElement()
        .isInstanceOfSatisfying(
            ImagePushed.class,
            pushed -> {
              assertThat(pushed.repository()).hasToString("shanghai/tools/lint");
              assertThat(pushed.tag()).isEqualTo(Tag.of("9.1"));
              assertThat(pushed.occurredAt()).isEqualTo(Instant.parse("2026-03-14T09:26:53Z"));
              assertThat(pushed.actor()).isEqualTo("nightly");
            });
  }

  @Test
  void aBinaryEventIsTheSameEvent() {
    Map<String, String> headers =
        Map.of(
            "ce-specversion", "1.0",
            "ce-id", "17",
            "ce-source", "/builds/nightly",
            "ce-type", "io.waybill.image.pushed.v1",
            "ce-time", "2026-03-14T09:26:53Z");
    String data = "{\"repository\": \"tools/lint\", \"tag\": \"9.1\", \"actor\": \"nightly\"}";

    assertThat(parse(headers, data)).isEqualTo(parse(Map.of(), STRUCTURED));
  }

  @Test
  void theSameIdOfAnotherSourceIsAnotherEvent() {
    ParsedWebhook other = parse(Map.of(), STRUCTURED.replace("nightly\",", "weekly\","));

    assertThat(other.events().getFirst().id())
        .isNotEqualTo(parse(Map.of(), STRUCTURED).events().getFirst().id());
  }

  @Test
  void aDeletionWithAnEmptyTagIsNotTakenForThatOfTheRepository() {
    for (String tag : List.of("\"\"", "7", "[]")) {
      ParsedWebhook parsed =
          parse(
              Map.of(),
              """
              {"specversion": "1.0", "id": "1", "source": "/s", "type": "io.waybill.image.deleted.v1",
                "data": {"repository": "tools/lint", "tag": %s}}
              """
                  .formatted(tag));

      assertThat(parsed.events()).isEmpty();
      assertThat(parsed.unreadable())
          .containsExactly(
              "The CloudEvent's data is a deletion that names neither a tag nor a digest.");
    }
  }

  @Test
  void aDeletionIsOneByItsType() {
    ParsedWebhook parsed = parse(Map.of(), STRUCTURED.replace("pushed", "deleted"));

    assertThat(parsed.events()).singleElement().isInstanceOf(ImageDeleted.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ce-id          | ''                       | The body is no CloudEvent
          ce-specversion | 0.3                      | The CloudEvent's specversion is 0.3
          ce-type        | com.example.other        | The CloudEvent's type is com.example.other: known are
          """)
  void whatIsNoEventOfOursSaysWhatIsMissing(String header, String value, String sentence) {
    Map<String, String> headers = new HashMap<>();
    headers.put("ce-specversion", "1.0");
    headers.put("ce-id", "17");
    headers.put("ce-source", "/builds");
    headers.put("ce-type", "io.waybill.image.pushed.v1");
    if (value.isEmpty()) {
      headers.remove(header);
    } else {
      headers.put(header, value);
    }

    ParsedWebhook parsed = parse(headers, "{\"repository\": \"a\", \"tag\": \"1\"}");

    assertThat(parsed.unreadable()).singleElement().asString().startsWith(sentence);
  }

  @Test
  void dataWithoutARepositoryOrAnythingPushedSaySo() {
    String noData = STRUCTURED.replace("\"data\"", "\"date\"");
    String noTag = STRUCTURED.replace("\"tag\"", "\"label\"");
    String noRepository = STRUCTURED.replace("\"repository\"", "\"name\"");

    assertThat(parse(Map.of(), noData).unreadable().getFirst()).contains("has no data object");
    assertThat(parse(Map.of(), noTag).unreadable().getFirst())
        .isEqualTo("The CloudEvent's data names neither a tag nor a well-formed digest.");
    assertThat(parse(Map.of(), noRepository).unreadable().getFirst())
        .contains("is not a repository");
  }

  private ParsedWebhook parse(Map<String, String> headers, String body) {
    return parser.parse(Samples.delivery(headers), body.getBytes(UTF_8));
  }
}
