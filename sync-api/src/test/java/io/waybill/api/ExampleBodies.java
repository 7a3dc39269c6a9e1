package io.waybill.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Bodies of requests, right and wrong, made of what openapi.yaml says of them. */
final class ExampleBodies {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final OpenApiDocument document;
  private final JsonNode schema;
  private final ObjectNode example;

  /** Those of an operation that has a body. */
  ExampleBodies(OpenApiDocument document, OpenApiDocument.Operation operation) {
    this.document = document;
    JsonNode content =
        operation.node().path("requestBody").path("content").path("application/json");
    this.schema = document.resolve(content.path("schema"));
    JsonNode given = content.path("example");
    if (!(given instanceof ObjectNode object)) {
      throw new AssertionError(
          operation.name() + ": give its body an example (beside its schema) in openapi.yaml");
    }
    this.example = object;
  }

  /** The example that the document has. */
  ObjectNode right() {
    return example.deepCopy();
  }

  /** Wrong bodies, by the key that each is wrong about. */
  Map<String, ObjectNode> wrong() {
    Map<String, ObjectNode> wrong = new LinkedHashMap<>();
    wrong.put("nobodyKnowsThis", first("nobodyKnowsThis", JSON.numberNode(1)));
    for (JsonNode required : schema.path("required")) {
      ObjectNode without = right();
      without.remove(required.asText());
      wrong.put(required.asText(), without);
    }
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              ObjectNode other = first(property.getKey(), ofAnotherType(property.getValue()));
              wrong.put(property.getKey() + " (of another type)", other);
            });
    return wrong;
  }

  private JsonNode ofAnotherType(JsonNode property) {
    JsonNode resolved = document.resolve(property);
    return resolved.path("type").asText().equals("object") || resolved.has("properties")
        ? JSON.arrayNode().add(1)
        : JSON.objectNode().put("of", "another type");
  }

  /** With this key before all others: a reader that stops at the first mistake names it. */
  private ObjectNode first(String key, JsonNode value) {
    ObjectNode body = JSON.objectNode();
    body.set(key, value);
    example.properties().forEach(e -> body.putIfAbsent(e.getKey(), e.getValue()));
    return body;
  }
}
