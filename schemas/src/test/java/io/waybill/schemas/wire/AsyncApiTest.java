package io.waybill.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.wire.Samples.Sample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The AsyncAPI document says what the code does. */
class AsyncApiTest {
  private static final Path DOCUMENT = Path.of("src/main/resources/waybill/asyncapi.yaml");
  private static JsonNode api;

  @BeforeAll
  static void load() throws Exception {
    api = new YAMLMapper().readTree(DOCUMENT.toFile());
  }

  static List<Sample> samples() {
    return Samples.all();
  }

  @Test
  void everyTopicIsAChannelAndEveryChannelATopic() {
    String region = "{region}";
    Region any = Region.of("any-region");
    List<String> topics =
        List.of(
            Topics.EVENTS,
            Topics.RULES,
            Topics.tasks(any, Lane.SWIFT).replace(any.name(), region),
            Topics.tasks(any, Lane.BULK).replace(any.name(), region),
            Topics.RECORDS,
            Topics.PROGRESS,
            Topics.CANCELS,
            Topics.SCANS,
            Topics.SCAN_FACTS,
            Topics.DEAD_LETTERS);

    assertThat(api.path("channels").findValuesAsText("address"))
        .containsExactlyInAnyOrderElementsOf(topics);
  }

  @ParameterizedTest
  @EnumSource(MessageType.class)
  void everyKindOfMessageIsInAChannelWithItsSchema(MessageType type) {
    String key = keyOf(type);
    JsonNode message = api.path("components").path("messages").path(key);

    assertThat(message.path("name").asText()).isEqualTo(type.cloudEventsType());
    assertThat(message.at("/payload/schema/$ref").asText())
        .isEqualTo(type.schemaResource().replace("/waybill/", ""));
    assertThat(api.path("channels"))
        .anySatisfy(channel -> assertThat(channel.path("messages").has(key)).isTrue());
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    for (String reference : new TreeSet<>(api.findValuesAsText("$ref"))) {
      if (reference.startsWith("#")) {
        assertThat(api.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
      } else {
        assertThat(Files.exists(DOCUMENT.resolveSibling(reference))).as(reference).isTrue();
      }
    }
  }

  @Test
  void everyChannelSaysHowItIsKeptAndHasAWriterAndAReader() {
    Map<String, List<String>> actions =
        api.path("operations").properties().stream()
            .map(Map.Entry::getValue)
            .collect(
                Collectors.groupingBy(
                    operation -> operation.at("/channel/$ref").asText(),
                    Collectors.mapping(
                        operation -> operation.path("action").asText(), Collectors.toList())));
    api.path("channels")
        .properties()
        .forEach(
            channel -> {
              assertThat(
                      channel
                          .getValue()
                          .at("/bindings/kafka/topicConfiguration")
                          .has("cleanup.policy"))
                  .as(channel.getKey())
                  .isTrue();
              assertThat(channel.getValue().path("description").asText()).contains("Key: ");
              assertThat(actions.get("#/channels/" + channel.getKey()))
                  .as(channel.getKey())
                  .contains("send", "receive");
            });
  }

  @ParameterizedTest
  @MethodSource("samples")
  void everyMessageHasTheHeadersThatAreSaidToBeThere(Sample sample) {
    JsonNode headers = api.at("/components/messageTraits/cloudEvent/headers");
    Map<String, String> written = sample.message().headers();

    headers.path("required").forEach(name -> assertThat(written).containsKey(name.asText()));
    assertThat(written.keySet()).allMatch(name -> headers.path("properties").has(name));
    assertThat(Objects.requireNonNull(written.get(CloudEvents.TYPE)))
        .isEqualTo(sample.type().cloudEventsType());
  }

  private static String keyOf(MessageType type) {
    return type.schemaResource().replaceAll(".*/|\\.schema\\.json", "");
  }
}
