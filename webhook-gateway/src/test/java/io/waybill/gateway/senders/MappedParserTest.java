package io.waybill.gateway.senders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappedParserTest {
  private static final Instant SECOND = Instant.parse("2026-03-14T09:26:53Z");

  /** A body that is one push, and says little. */
  private static final Mapping FLAT =
      new Mapping(
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          "/repo",
          Optional.of("/tags/0"),
          Optional.of("/digest"),
          Optional.empty(),
          Optional.empty(),
          Optional.of("/when"),
          Optional.empty());

  @Test
  void everyEntryIsReadWhereTheMappingSaysThatThingsAre() {
    ParsedWebhook parsed = parseSample("several.json");

    assertThat(parsed.isUnderstood()).isTrue();
    assertThat(parsed.events())
        .extracting(Samples::tag)
        .containsExactly("2.8.0", null, "stable", "2.6.0");
    assertThat(parsed.events().getFirst())
        .isEqualTo(
            new ImagePushed(
                parsed.events().getFirst().id(),
                parsed.events().getFirst().repository(),
                Tag.of("2.8.0"),
                Digest.sha256("index".getBytes(UTF_8)),
                "application/vnd.oci.image.index.v1+json",
                "deployer",
                SECOND,
                Samples.RECEIVED,
                "/webhooks/shanghai-push"));
    assertThat(parsed.events().getFirst().repository()).hasToString("shanghai/payments/ledger");
    assertThat(parsed.ignored())
        .containsExactly(
            new Ignored(IgnoreReason.OTHER_ACTION, "/changes/4 has the action looked-at."));
  }

  @Test
  void aTagThatIsADigestIsNone() {
    ImageEvent child = parseSample("several.json").events().get(1);

    assertThat(Samples.tag(child)).isNull();
    assertThat(Samples.digest(child)).isEqualTo(Digest.sha256("child-amd64".getBytes(UTF_8)));
  }

  @Test
  void aDeletionIsOneByItsAction() {
    assertThat(parseSample("several.json").events().get(3))
        .isInstanceOfSatisfying(
            ImageDeleted.class, deleted -> assertThat(deleted.tag()).isEqualTo(Tag.of("2.6.0")));
  }

  @Test
  void timesAreReadInEveryUsualForm() {
    assertThat(parseSample("several.json").events())
        .extracting(ImageEvent::occurredAt)
        .containsExactly(SECOND, SECOND, SECOND.plusMillis(250), SECOND);
  }

  @Test
  void withoutListAndActionTheBodyIsAPush() {
    ParsedWebhook parsed =
        parse(FLAT, "{\"repo\": \"a/b\", \"tags\": [\"1.2\"], \"when\": \"yesterday\"}");

    assertThat(parsed.events())
        .singleElement()
        .isInstanceOfSatisfying(
            ImagePushed.class,
            pushed -> {
              assertThat(pushed.tag()).isEqualTo(Tag.of("1.2"));
              assertThat(pushed.occurredAt()).isEqualTo(Samples.RECEIVED);
            });
  }

  @Test
  void aTagWithAColonIsADigestWhereTheSenderHasNoPlaceForOne() {
    String digest = Digest.sha256("x".getBytes(UTF_8)).toString();

    ImageEvent event =
        parse(FLAT, "{\"repo\": \"a\", \"tags\": [\"" + digest + "\"]}").events().getFirst();

    assertThat(Samples.tag(event)).isNull();
    assertThat(Samples.digest(event)).hasToString(digest);
  }

  @Test
  void withoutAnIdASecondDeliveryHasTheSameOneAndAnotherPushAnother() {
    String body = "{\"repo\": \"a/b\", \"tags\": [\"%s\"], \"when\": \"%s\"}";

    assertThat(idOf(body.formatted("1", "Monday, 9:00")))
        .isEqualTo(idOf(body.formatted("1", "Monday, 9:00")))
        .isNotEqualTo(idOf(body.formatted("2", "Monday, 9:00")))
        .isNotEqualTo(idOf(body.formatted("1", "Monday, 9:01")));
  }

  @Test
  void theSendersIdIsTheEventsTogetherWithWhatItIsAbout() {
    String body = new String(Samples.read("mapped/several.json"), UTF_8);
    EventId first = idOfFirst(body);

    assertThat(idOfFirst(body.replace("09:26:53Z", "09:26:54Z"))).isEqualTo(first);
    assertThat(idOfFirst(body.replace(": 71", ": 710"))).isNotEqualTo(first);
    assertThat(parse(Samples.MAPPING, body.replace(": 72", ": 71")).events())
        .extracting(ImageEvent::id)
        .doesNotHaveDuplicates();
  }

  @Test
  void aMalformedDigestIsTakenAsAbsentAndCounted() {
    ParsedWebhook parsed = parseSample("push-malformed-digest.json");

    assertThat(parsed.events()).singleElement().extracting(Samples::digest).isNull();
    assertThat(parsed.malformedDigests()).isEqualTo(1);
  }

  @Test
  void aDeletionOfNothingIsNotTakenForThatOfTheRepository() {
    ParsedWebhook parsed = parseSample("delete-of-nothing.json");

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable())
        .containsExactly("/changes/0 is a deletion that names neither a tag nor a digest.");
  }

  @Test
  void aHostInTheBodyIsPartOfABadNameAndNotFollowed() {
    ParsedWebhook parsed = parse(FLAT, "{\"repo\": \"evil.example:5000/a/b\", \"tags\": [\"1\"]}");

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable().getFirst()).contains("is not a repository");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                             | The body is empty or blank
          hello                          | The body cannot be read
          {"events": []}                 | The body has no list at /changes, where webhooks.shanghai-push.mapping.events
          {"changes": {}}                | The body has no list at /changes
          {"changes": [{}]}              | /changes/0 does not say what happened: nothing is at /what.
          {"changes": [7]}               | /changes/0 does not say what happened
          {"changes": [{"what": "stored"}]} | /changes/0 cannot be used: "" is not a repository
          {"changes": [{"what": "stored", "image": {"path": "a"}}]} | /changes/0 names neither a tag nor
          """)
  void whatCannotBeUnderstoodIsSaid(String body, String sentence) {
    ParsedWebhook parsed = parse(Samples.MAPPING, body);

    assertThat(parsed.events()).isEmpty();
    assertThat(parsed.unreadable()).singleElement().asString().startsWith(sentence);
  }

  @Test
  void aBodyOfMoreEntriesThanAnySenderSendsIsNotReadInPart() {
    assertThat(parse(Samples.MAPPING, "{\"changes\": [" + "0,".repeat(1000) + "0]}").unreadable())
        .containsExactly("The body has 1001 events; at most 1000 are read.");
  }

  @Test
  void aPlaceThatIsNoJsonPointerIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Mapping(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    "repo",
                    Optional.of("/tag"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
  }

  private static EventId idOf(String body) {
    return parse(FLAT, body).events().getFirst().id();
  }

  private static EventId idOfFirst(String body) {
    return parse(Samples.MAPPING, body).events().getFirst().id();
  }

  private static ParsedWebhook parseSample(String name) {
    return Samples.MAPPING.parser().parse(Samples.delivery(), Samples.read("mapped/" + name));
  }

  private static ParsedWebhook parse(Mapping mapping, String body) {
    return mapping.parser().parse(Samples.delivery(), body.getBytes(UTF_8));
  }
}
