package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.waybill.api.rest.ApiRoutes;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** What openapi.yaml promises. */
public final class OpenApiDocument {
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  private final JsonNode root;

  private OpenApiDocument(JsonNode root) {
    this.root = root;
  }

  /** The document that the API serves. */
  public static OpenApiDocument load() {
    try (InputStream yaml = ApiRoutes.class.getResourceAsStream("openapi.yaml")) {
      return new OpenApiDocument(new YAMLMapper().readTree(Objects.requireNonNull(yaml)));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Every operation, as {@code GET /rules/{rule}}. */
  public Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (METHODS.contains(method)) {
                            operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    return operations;
  }

  /** Asserts that the operation may answer with this status, and that the body is of its schema. */
  void check(String method, String path, HttpResponse<String> response) throws IOException {
    String called = path.substring("/api/v1".length()).replaceAll("\\?.*", "");
    String template = template(called);
    if (template.isEmpty()) {
      assertThat(response.statusCode()).as("an unknown path: %s", path).isEqualTo(404);
      return;
    }
    JsonNode answer =
        resolve(
            root.path("paths")
                .path(template)
                .path(method.toLowerCase(Locale.ROOT))
                .path("responses")
                .path(Integer.toString(response.statusCode())));
    assertThat(answer.isMissingNode())
        .as(
            "openapi.yaml has no answer %d for %s %s: %s",
            response.statusCode(), method, template, response.body())
        .isFalse();
    answer
        .path("headers")
        .fieldNames()
        .forEachRemaining(
            header ->
                assertThat(response.headers().firstValue(header))
                    .as("%s %s answers with %s", method, template, header)
                    .isPresent());
    JsonNode content = answer.path("content");
    if (!content.isMissingNode()) {
      String type = content.fieldNames().next();
      assertThat(response.headers().firstValue("Content-Type")).contains(type);
      if (type.endsWith("json")) {
        assertSchema(content.path(type).path("schema"), response.body());
      }
    }
  }

  private void assertSchema(JsonNode schema, String body) throws IOException {
    ObjectNode whole = Json.lenient().createObjectNode();
    whole.setAll((ObjectNode) schema);
    whole.set("components", root.path("components"));
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole)
                .validate(Json.lenient().readTree(body)))
        .as("the body, held against its schema: %s", body)
        .isEmpty();
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
  }

  private String template(String path) {
    String found = "";
    for (String template : (Iterable<String>) () -> root.path("paths").fieldNames()) {
      if (path.equals(template)) {
        return template;
      }
      if (path.matches(template.replaceAll("\\{[^}]+}", "[^/]+"))) {
        found = template;
      }
    }
    return found;
  }
}
