package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerHubParserTest {
  private final DockerHubParser parser = new DockerHubParser();

  @ParameterizedTest
  @ValueSource(strings = {"push.json", "push-float-time.json"})
  void aPushHasATagWhoPushedItAndWhen(String sample) {
    ParsedWebhook parsed = parseSample(sample);

    assertThat(parsed.events())
        .containsExactly(
            new ImagePushed(
                parsed.events().getFirst().id(),
                Repository.of(Registry.of("shanghai"), "acme/portal"),
                Tag.of("3.2"),
                null,
                null,
                "acmebuilder",
                Instant.parse("2026-03-14T09:26:53Z"),
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
    assertThat(parsed.isUnderstood()).isTrue();
  }

  @Test
  void anOfficialImageIsInTheRepositoryLibrary() {
    assertThat(parseSample("push-official.json").events().getFirst().repository().path())
        .isEqualTo("library/busybox");
  }

  @Test
  void theSameBodySixTimesIsOneEventAndAnotherSecondAnother() {
    String body = sample("push.json");

    Set<EventId> ids =
        IntStream.range(0, 6).mapToObj(delivery -> idOf(body)).collect(Collectors.toSet());

    assertThat(ids).hasSize(1);
    assertThat(ids).doesNotContain(idOf(body.replace("1773480413", "1773480414")));
    assertThat(ids).doesNotContain(idOf(body.replace("\"3.2\"", "\"3.3\"")));
  }

  @Test
  void aBodyWithoutATagIsNotTakenForAPushOfLatest() {
    ParsedWebhook parsed = parseSample("push-without-tag.json");

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable()).singleElement().asString().startsWith("The body names no tag");
  }

  @Test
  void noAddressInTheBodyIsFollowed() {
    String body =
        sample("push.json")
            .replace("https://registry.hub.docker.com", "https://evil.example")
            .replace("https://hub.docker.com", "https://evil.example");

    assertThat(parse(body)).isEqualTo(parseSample("push.json"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                           | The body is empty or blank
          {"push_data": {}                             | The body cannot be read
          {"push_data": {"tag": "1"}}                  | The body has no "push_data" with
          {"repository": {"repo_name": "a/b"}}         | The body has no "push_data" with
          {"push_data": {"tag": "1"}, "repository": {}} | The body cannot be used: "" is not a repository
          {"push_data": {"tag": "-"}, "repository": {"repo_name": "a/b"}} | The body cannot be used: "-" is not a tag
          """)
  void whatCannotBeUnderstoodIsSaid(String body, String sentence) {
    assertThat(parse(body).events()).isEmpty();
    assertThat(parse(body).unreadable()).singleElement().asString().startsWith(sentence);
  }

  private EventId idOf(String body) {
    return parse(body).events().getFirst().id();
  }

  private static String sample(String name) {
    return new String(Samples.read("dockerhub/" + name), UTF_8);
  }

  private ParsedWebhook parseSample(String name) {
    return parse(sample(name));
  }

  private ParsedWebhook parse(String body) {
    return parser.parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
