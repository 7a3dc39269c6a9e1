package io.waybill.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Makes a key that a schema does not name a mistake. The document leaves its answers open, so that
 * a later version may say more; a test that let unknown keys pass would let the document fall
 * behind.
 *
 * <p>A schema is closed where it is used, not where it is written ({@code unevaluatedProperties},
 * JSON Schema 2020-12, section 11.3): what is a part of another one by {@code allOf} must let the
 * others' keys pass.
 */
final class ClosedSchemas {
  private final JsonNode root;

  ClosedSchemas(JsonNode root) {
    this.root = root;
  }

  /** Closes a schema that carries its {@code components} with it. */
  void close(ObjectNode whole) {
    for (JsonNode component : whole.path("components").path("schemas")) {
      parts(component);
    }
    used(whole);
  }

  private void used(JsonNode schema) {
    if (!(schema instanceof ObjectNode object)) {
      return;
    }
    parts(object);
    if (isOfKeys(object)
        && !object.has("additionalProperties")
        && !object.has("unevaluatedProperties")) {
      object.put("unevaluatedProperties", false);
    }
  }

  private void parts(JsonNode schema) {
    schema.path("properties").forEach(this::used);
    used(schema.path("items"));
    used(schema.path("additionalProperties"));
    for (String together : List.of("allOf", "oneOf", "anyOf")) {
      schema.path(together).forEach(this::parts);
    }
  }

  /** Whether it says which keys there are; {@code type: object} alone is open on purpose. */
  private boolean isOfKeys(JsonNode schema) {
    if (schema.has("$ref")) {
      return isOfKeys(root.at(schema.get("$ref").asText().substring(1)));
    }
    return schema.has("properties")
        || schema.has("allOf")
        || schema.has("oneOf")
        || schema.has("anyOf");
  }
}
