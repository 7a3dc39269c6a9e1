package io.waybill.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.wire.Samples.Sample;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was ever written can be read, and what is written stays what it is. */
class GoldenMessagesTest {
  private static final String WHAT_TO_DO =
      """

      What Waybill writes on Kafka for %s has changed. Others read it, among them older versions of Waybill.
      - Not meant? Undo the change.
      - A new optional field (a @Nullable component)? That is compatible: give a NEW sample the field, leave the
        samples that are there without it, and run this test with -Dwaybill.golden=write to keep what the new one writes.
      - Anything else (renamed, removed, another type or meaning, newly required)? That needs a new CloudEvents type (.v2),
        a schema in schemas/v2 and golden files in golden/v2; the golden files of v1 stay and stay readable.
      """;

  static List<Golden> goldens() throws Exception {
    return Golden.all();
  }

  static List<Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void whatAnyVersionWroteIsReadWithAllItSays(Golden golden) throws Exception {
    Message again = Samples.message(read(golden.type(), golden.message()));

    assertThat(again.key()).isEqualTo(golden.message().key());
    assertThat(again.headers()).containsAllEntriesOf(golden.message().headers());
    assertThat(missing("", golden.json(), Json.lenient().readTree(again.value())))
        .as("what was lost or changed between reading %s and writing it again", golden)
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatIsWrittenTodayIsWhatTheGoldenFileSays(Sample sample) throws Exception {
    if (!Golden.exists(sample) && "write".equals(System.getProperty("waybill.golden"))) {
      Golden.keep(sample);
    }
    assertThat(Golden.exists(sample))
        .as("a golden file for %s; run this test with -Dwaybill.golden=write to keep one", sample)
        .isTrue();
    Golden golden = Golden.of(sample);

    assertThat(text(sample.message())).as(WHAT_TO_DO.formatted(sample)).isEqualTo(golden.text());
    assertThat(sample.message().headers())
        .as(WHAT_TO_DO.formatted(sample))
        .isEqualTo(golden.message().headers());
    assertThat(sample.message().key())
        .as(WHAT_TO_DO.formatted(sample))
        .isEqualTo(golden.message().key());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void aMessageReadsBackAsTheValueThatWasWritten(Sample sample) throws Exception {
    assertThat(read(sample.type(), sample.message())).isEqualTo(sample.value());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void fieldsOfALaterVersionArePassedOver(Golden golden) throws Exception {
    ObjectNode document = (ObjectNode) golden.json();
    sprinkle(document);

    Message later = with(golden.message(), document);

    assertThat(read(golden.type(), later)).isEqualTo(read(golden.type(), golden.message()));
  }

  @Test
  void everyKindOfMessageHasAMinimalAndAFullGoldenFile() throws Exception {
    List<String> names = Golden.all().stream().map(Golden::name).toList();
    Stream<String> kinds =
        Stream.of(MessageType.values())
            .map(type -> type.schemaResource().replaceAll(".*/|\\.schema\\.json", ""));

    assertThat(names)
        .containsAll(
            kinds
                .flatMap(kind -> Stream.of("v1/" + kind + "/minimal", "v1/" + kind + "/full"))
                .toList());
  }

  private static String text(Message message) {
    return new String(Objects.requireNonNull(message.value()), StandardCharsets.UTF_8);
  }

  private static Message with(Message message, JsonNode document) {
    return new Message(
        message.key(), message.headers(), document.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a field that nobody knows to every object, but to those whose keys are data. */
  private static void sprinkle(ObjectNode object) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (field.getValue() instanceof ObjectNode inner && !field.getKey().equals("headers")) {
        sprinkle(inner);
      }
      field
          .getValue()
          .forEach(
              item -> {
                if (field.getValue().isArray() && item instanceof ObjectNode inner) {
                  sprinkle(inner);
                }
              });
    }
    object.putObject("fieldOfALaterVersion").put("with", "content");
  }

  /** The paths at which the later document does not say what the earlier one says. */
  private static List<String> missing(String path, JsonNode before, JsonNode after) {
    if (before.isObject() && after.isObject()) {
      return before.properties().stream()
          .flatMap(
              field ->
                  missing(path + "/" + field.getKey(), field.getValue(), after.path(field.getKey()))
                      .stream())
          .toList();
    }
    if (before.isArray() && after.isArray() && before.size() == after.size()) {
      return IntStream.range(0, before.size())
          .boxed()
          .flatMap(i -> missing(path + "/" + i, before.get(i), after.get(i)).stream())
          .toList();
    }
    return before.equals(after) ? List.of() : List.of(path + ": " + before + " became " + after);
  }

  private static Object read(MessageType type, Message message) throws UnreadableMessageException {
    return switch (type) {
      case IMAGE_PUSHED, IMAGE_DELETED, SYNC_REQUESTED ->
          Messages.readEvent(message.headers(), message.value());
      case RULE -> Messages.readRule(message.headers(), message.value());
      case SYNC_TASK -> Messages.readTask(message.headers(), message.value());
      case TASK_PLANNED,
          ATTEMPT_STARTED,
          COPY_ANNOUNCED,
          ATTEMPT_FALTERED,
          ATTEMPT_ENDED,
          TASK_DONE ->
          Messages.readFact(message.headers(), message.value());
      case TASK_PROGRESS -> Messages.readProgress(message.headers(), message.value());
      case SCAN_STEP -> Messages.readScanStep(message.headers(), message.value());
      case SCAN_STEP_DONE, SCAN_STEP_POSTPONED, SCAN_STEP_HELD ->
          Messages.readScanFact(message.headers(), message.value());
      case CANCEL_REQUESTED -> Messages.readCancel(message.headers(), message.value());
      case DEAD_LETTER -> Messages.readDeadLetter(message.headers(), message.value());
    };
  }
}
