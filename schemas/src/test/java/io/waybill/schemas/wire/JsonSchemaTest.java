package io.waybill.schemas.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.rules.ForeignLayers;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.wire.Samples.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The JSON Schemas say what the Java types say. */
class JsonSchemaTest {
  private static Schemas schemas;

  @BeforeAll
  static void load() throws Exception {
    schemas = Schemas.load();
  }

  static List<Golden> goldens() throws Exception {
    return Golden.all();
  }

  static List<Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void everyGoldenFileIsValid(Golden golden) throws Exception {
    assertThat(schemas.problems(Schemas.idOf(golden.type()), golden.json())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void whatIsWrittenTodayIsValid(Sample sample) throws Exception {
    JsonNode written = Json.lenient().readTree(sample.message().value());

    assertThat(schemas.problems(Schemas.idOf(sample.type()), written)).isEmpty();
  }

  /** Takes each field out of the full message in turn: both refuse it, or both take it. */
  @ParameterizedTest
  @MethodSource("samples")
  void theSchemaAndTheReaderNeedTheSameFields(Sample sample) throws Exception {
    ObjectNode whole = (ObjectNode) Json.lenient().readTree(sample.message().value());
    for (String field : new TreeSet<>(iterate(whole.fieldNames()))) {
      ObjectNode without = whole.deepCopy().without(field);

      boolean valid = schemas.problems(Schemas.idOf(sample.type()), without).isEmpty();

      if (!defaulted(sample, field)) {
        assertThat(valid).as("%s without %s", sample, field).isEqualTo(reads(sample, without));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(MessageType.class)
  void everyComponentIsAPropertyAndEveryPropertyAComponent(MessageType type) {
    JsonNode schema = schemas.document(Schemas.idOf(type));

    assertThat(names(schema.path("properties"))).isEqualTo(components(type.javaType()));
    assertThat(MessageType.class.getResource(type.schemaResource())).isNotNull();
  }

  @Test
  void thePartsOfMessagesHaveTheSamePropertiesToo() {
    assertThat(names(common("failure").path("properties"))).isEqualTo(components(Failure.class));
    assertThat(names(common("transfer").path("properties"))).isEqualTo(components(Transfer.class));
    assertThat(names(common("phases").path("properties"))).isEqualTo(components(Phases.class));
    assertThat(names(common("ruleSource").path("properties")))
        .isEqualTo(components(RuleSource.class));
    assertThat(names(common("ruleTarget").path("properties")))
        .isEqualTo(components(RuleTarget.class));
  }

  @Test
  void everyEnumListsTheConstants() {
    assertThat(texts(common("overwrite").path("enum"))).isEqualTo(constants(Overwrite.class));
    assertThat(texts(common("platformMode").path("enum"))).isEqualTo(constants(PlatformMode.class));
    assertThat(texts(common("foreignLayers").path("enum")))
        .isEqualTo(constants(ForeignLayers.class));
    assertThat(texts(common("failureCode").path("anyOf").path(0).path("enum")))
        .isEqualTo(constants(FailureCode.class));
    assertThat(texts(property(MessageType.SYNC_TASK, "trigger").path("enum")))
        .isEqualTo(constants(Trigger.class));
    assertThat(texts(property(MessageType.SYNC_TASK, "lane").path("enum")))
        .isEqualTo(constants(Lane.class));
    assertThat(texts(property(MessageType.ATTEMPT_ENDED, "outcome").path("enum")))
        .isEqualTo(constants(AttemptOutcome.class));
    assertThat(texts(property(MessageType.TASK_DONE, "status").path("enum")))
        .isEqualTo(
            Arrays.stream(TaskStatus.values())
                .filter(TaskStatus::isFinal)
                .map(JsonSchemaTest::text)
                .toList());
  }

  @Test
  void everySchemaIsOneAndSaysWhatEachPropertyMeans() {
    schemas
        .documents()
        .forEach(
            (id, schema) -> {
              assertThat(Schemas.problemsOfSchema(schema)).as(id).isEmpty();
              assertThat(id).matches("urn:waybill:schema:[a-z-]+:v[0-9]+");
              assertThat(schema.path("title").asText()).as(id).isNotBlank();
              assertThat(schema.path("description").asText()).as(id).isNotBlank();
              for (JsonNode properties : schema.findValues("properties")) {
                properties
                    .properties()
                    .forEach(
                        property ->
                            assertThat(property.getValue().path("description").asText())
                                .as(id + ": " + property.getKey())
                                .endsWith("."));
              }
              assertThat(schema.findValues("additionalProperties"))
                  .as("later versions add fields to " + id)
                  .noneMatch(JsonNode::isBoolean);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          registry   | frankfurt                     | true
          registry   | [::1]:5000                    | true
          registry   | a b                           | false
          repository | host:5000/team/app            | true
          repository | host/Team                     | false
          repository | app                           | false
          reference  | host:5000/team/app:v1         | true
          reference  | [::1]:5000/app:v1             | true
          reference  | host:5000/app                 | false
          reference  | host/app@sha256:00            | false
          reference  | host/app:v1/x                 | false
          tag        | _v1.2-3                       | true
          tag        | .v1                           | false
          region     | eu-central                    | true
          region     | EU                            | false
          timeSpan   | 90s                           | true
          timeSpan   | 90                            | false
          uuid       | 7d444840-9dc0-41d1-b245-5ffdce74fad2 | true
          uuid       | 7d444840                      | false
          instant    | 2026-11-22T03:04:05.678Z      | true
          instant    | 2026-11-22                    | false
          template   | mirror/{repository}           | true
          template   | mirror/{repo}                 | false
          glob       | base/{debian,alpine}          | true
          glob       | a b                           | false
          repositoryPattern | /prod/(app)-[0-9]+/ | true
          repositoryPattern | prod/**                | true
          repositoryPattern | semver:>=1             | false
          tagPattern | semver:>=1.2 <2 ^3.0.0-rc.1 | true
          tagPattern | /v[0-9]+/                     | true
          tagPattern | v*                            | true
          tagPattern | semver:                       | false
          platform   | linux/amd64                   | true
          platform   | linux/arm/v7                  | true
          platform   | windows/amd64:10.0.17763      | true
          platform   | linux                         | false
          platform   | Linux/AMD64                   | false
          failureCode | IMAGE_EXISTS                 | true
          failureCode | A_CODE_OF_A_LATER_VERSION    | true
          failureCode | image exists                 | false
          """)
  void aNameIsValidOrNot(String definition, String text, boolean valid) {
    List<String> problems =
        schemas.problems(Schemas.COMMON + "#/$defs/" + definition, TextNode.valueOf(text));

    assertThat(problems.isEmpty()).as("%s: %s", text, problems).isEqualTo(valid);
  }

  /** A rule that leaves its settings to the defaults is read; one that is written has them all. */
  private static boolean defaulted(Sample sample, String field) {
    return sample.type() == MessageType.RULE
        && Set.of("enabled", "referrers", "overwrite", "timeout").contains(field);
  }

  private static boolean reads(Sample sample, JsonNode document) {
    try {
      return Json.lenient().treeToValue(document, sample.type().javaType()) != null;
    } catch (JsonProcessingException refused) {
      return false;
    }
  }

  private static Set<String> components(Class<?> type) {
    return new TreeSet<>(
        Arrays.stream(type.getRecordComponents())
            .flatMap(
                component ->
                    component.getType() == RuleSpec.class
                        ? components(RuleSpec.class).stream()
                        : Stream.of(component.getName()))
            .toList());
  }

  private static JsonNode common(String definition) {
    return schemas.document(Schemas.COMMON).path("$defs").path(definition);
  }

  private static JsonNode property(MessageType type, String name) {
    return schemas.document(Schemas.idOf(type)).path("properties").path(name);
  }

  private static Set<String> names(JsonNode object) {
    return new TreeSet<>(iterate(object.fieldNames()));
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static <E extends Enum<E>> List<String> constants(Class<E> type) {
    return Arrays.stream(type.getEnumConstants()).map(JsonSchemaTest::text).toList();
  }

  private static String text(Enum<?> constant) {
    return Json.strict().convertValue(constant, String.class);
  }

  private static List<String> iterate(Iterator<String> names) {
    List<String> all = new ArrayList<>();
    names.forEachRemaining(all::add);
    return all;
  }
}
