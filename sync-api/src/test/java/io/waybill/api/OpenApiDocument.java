package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.waybill.api.rest.ApiRoutes;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What openapi.yaml promises. */
public final class OpenApiDocument {
  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private final JsonNode root;
  private final Map<JsonNode, JsonSchema> compiled = new ConcurrentHashMap<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  private OpenApiDocument(JsonNode root) {
    this.root = root;
  }

  /**
   * One operation.
   *
   * @param method in upper case
   * @param path below {@code /api/v1}, with parameters in braces
   * @param node what the document says of it
   */
  public record Operation(String method, String path, JsonNode node) {
    /** As {@code GET /rules/{rule}}. */
    public String name() {
      return method + " " + path;
    }

    /** The role that it says to need. */
    public String role() {
      return node.path("x-role").asText(method.equals("GET") ? "viewer" : "admin");
    }

    /** Whether it takes a JSON body. */
    public boolean hasBody() {
      return node.has("requestBody");
    }

    /** Whether it may answer so. */
    public boolean mayAnswer(int status) {
      return node.path("responses").has(Integer.toString(status));
    }
  }

  /** The document that the API serves. */
  public static OpenApiDocument load() {
    try (InputStream yaml = ApiRoutes.class.getResourceAsStream("openapi.yaml")) {
      return new OpenApiDocument(new YAMLMapper().readTree(Objects.requireNonNull(yaml)));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Every operation. */
  public List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    root.path("paths")
        .properties()
        .forEach(
            path ->
                METHODS.stream()
                    .filter(path.getValue()::has)
                    .forEach(
                        method ->
                            operations.add(
                                new Operation(
                                    method.toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    path.getValue().get(method)))));
    return operations;
  }

  /** A schema of the document, with what it refers to in its place. */
  JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? root.at(node.get("$ref").asText().substring(1)) : node;
  }

  /** The answers that were held against it, as {@code GET /rules/{rule} 404}. */
  Set<String> seen() {
    return Set.copyOf(seen);
  }

  /** Asserts that the operation may answer with this status, and that the body is of its schema. */
  void check(String method, String path, HttpResponse<String> response) throws IOException {
    String called = path.substring("/api/v1".length()).replaceAll("\\?.*", "");
    String template = template(called);
    JsonNode operation = root.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
    if (operation.isMissingNode()) {
      assertThat(response.statusCode())
          .as("%s %s, which no operation is", method, path)
          .isIn(template.isEmpty() ? List.of(400, 404) : List.of(405));
      assertType(response, "application/problem+json");
      return;
    }
    String status = Integer.toString(response.statusCode());
    JsonNode answer = resolve(operation.path("responses").path(status));
    assertThat(answer.isMissingNode())
        .as(
            "openapi.yaml has no answer %s for %s %s: %s",
            status, method, template, response.body())
        .isFalse();
    for (String header : (Iterable<String>) () -> answer.path("headers").fieldNames()) {
      assertThat(response.headers().firstValue(header))
          .as("%s %s answers %s with %s", method, template, status, header)
          .isPresent();
    }
    JsonNode content = answer.path("content");
    if (content.isMissingNode()) {
      assertThat(response.body()).as("%s %s has no body", method, template).isEmpty();
    } else {
      String type = content.fieldNames().next();
      assertType(response, type);
      if (type.endsWith("json")) {
        assertSchema(content.path(type).path("schema"), response.body());
      }
    }
    seen.add(method + " " + template + " " + status);
  }

  private static void assertType(HttpResponse<String> response, String type) {
    assertThat(response.headers().firstValue("Content-Type"))
        .as("the type of: %s", response.body())
        .contains(type);
  }

  /** Asserts that the document is of the schema of this name. */
  public void checkSchema(String name, String body) throws IOException {
    assertSchema(root.path("components").path("schemas").path(name), body);
  }

  private void assertSchema(JsonNode schema, String body) throws IOException {
    assertThat(
            compiled.computeIfAbsent(schema, this::compile).validate(Json.lenient().readTree(body)))
        .as("the body, held against its schema: %s", body)
        .isEmpty();
  }

  private JsonSchema compile(JsonNode schema) {
    ObjectNode whole = schema.deepCopy();
    whole.set("components", root.path("components").deepCopy());
    new ClosedSchemas(root).close(whole);
    return SCHEMAS.getSchema(whole);
  }

  private String template(String path) {
    String found = "";
    for (String template : (Iterable<String>) () -> root.path("paths").fieldNames()) {
      if (path.equals(template)) {
        return template;
      }
      if (path.matches(template.replace("{repository}", ".+").replaceAll("\\{[^}]+}", "[^/]+"))) {
        found = template;
      }
    }
    return found;
  }
}
