package io.waybill.schemas.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JSON Schemas among the resources, known to a validator by their ids; no network is asked. */
final class Schemas {
  static final String COMMON = "urn:waybill:schema:common:v1";

  private static final Path ROOT = Path.of("src/main/resources/waybill/schemas");
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

  private final Map<String, JsonNode> documents;
  private final JsonSchemaFactory factory;

  private Schemas(Map<String, JsonNode> documents) {
    this.documents = documents;
    Map<String, String> texts =
        documents.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString()));
    this.factory =
        JsonSchemaFactory.getInstance(
            SpecVersion.VersionFlag.V202012,
            builder -> builder.schemaLoaders(loaders -> loaders.schemas(texts)));
  }

  static Schemas load() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return new Schemas(
          files
              .filter(file -> file.toString().endsWith(".json"))
              .map(Schemas::read)
              .collect(
                  Collectors.toMap(schema -> schema.path("$id").asText(), Function.identity())));
    }
  }

  /** The documents by their ids. */
  Map<String, JsonNode> documents() {
    return documents;
  }

  JsonNode document(String id) {
    return Objects.requireNonNull(documents.get(id), id);
  }

  static String idOf(MessageType type) {
    return "urn:waybill:schema:"
        + type.schemaResource().replaceAll(".*/|\\.schema\\.json", "")
        + ":v1";
  }

  /** What is wrong with the value; empty where it is what the schema says. */
  List<String> problems(String id, JsonNode value) {
    return problems(factory.getSchema(SchemaLocation.of(id), CONFIG), value);
  }

  /** What is wrong with the schema itself. */
  static List<String> problemsOfSchema(JsonNode schema) {
    JsonSchemaFactory plain = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    String dialect = SpecVersion.VersionFlag.V202012.getId();
    return problems(plain.getSchema(SchemaLocation.of(dialect), CONFIG), schema);
  }

  private static List<String> problems(JsonSchema schema, JsonNode value) {
    return schema.validate(value).stream().map(ValidationMessage::getMessage).sorted().toList();
  }

  private static JsonNode read(Path file) {
    try {
      return Json.strict().readTree(Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new IllegalStateException(file + " is not JSON", unreadable);
    }
  }
}
