package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.OpenApiDocument.Operation;
import io.waybill.schemas.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds of the console's files as they are written: no browser is needed to see it. */
class ConsoleSourcesTest {
  /** The functions of api.js, by the method that they send. */
  private static final Map<String, String> METHODS =
      Map.of(
          "get", "GET", "all", "GET", "follow", "GET", "post", "POST", "put", "PUT", "remove",
          "DELETE");

  /** A call of one of them, wherever its path stands. */
  private static final String CALL = "(?<![.\\w])(?:get|all|follow|post|put|remove)\\(";

  private static final Pattern CALL_OF_PATH =
      Pattern.compile(
          "(?<![.\\w])(get|all|follow|post|put|remove)\\(([\"`])(/[^\"`?]*)\\2(?: \\+"
              + " query\\(\\{([^}]*)})?");

  private final OpenApiDocument document = OpenApiDocument.load();

  /**
   * A call of the API.
   *
   * @param path with {@code {}} where something is put in
   * @param parameters of the query, as far as they are named where it is called
   * @param button the role that the button before it needs, as the file is read; empty where none
   *     comes before
   */
  private record Call(
      String file, String method, String path, List<String> parameters, String button) {}

  private List<Call> calls() throws Exception {
    List<Call> calls = new ArrayList<>();
    for (Path file : scripts()) {
      String text = Files.readString(file);
      String name = String.valueOf(file.getFileName());
      List<MatchResult> found = CALL_OF_PATH.matcher(text).results().toList();
      assertThat(found)
          .as("calls of the API in %s, all of them with their path as a literal", name)
          .hasSize((int) Pattern.compile(CALL).matcher(text).results().count());
      for (MatchResult call : found) {
        String parameters = call.group(4) == null ? "" : call.group(4);
        calls.add(
            new Call(
                name,
                METHODS.getOrDefault(call.group(1), ""),
                call.group(3).replaceAll("\\$\\{[^}]*}", "{}"),
                found("(?:^|,)\\s*(\\w+)\\s*(?=[:,]|$)", parameters).toList(),
                found("action\\(\"(\\w+)\"", text.substring(0, call.start()))
                    .reduce("", (before, last) -> last)));
      }
    }
    return calls;
  }

  /** Every script but the one that defines how the API is called. */
  private static List<Path> scripts() throws Exception {
    return ConsoleTest.files().stream()
        .filter(file -> file.toString().endsWith(".js") && !file.endsWith("api.js"))
        .toList();
  }

  /** The first group of each place where the text matches. */
  static Stream<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(match -> match.group(1));
  }

  private Operation operation(Call call) {
    return document.operations().stream()
        .filter(each -> each.method().equals(call.method()))
        .filter(each -> each.path().replaceAll("\\{[^}]*}", "{}").equals(call.path()))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "%s calls %s %s, which openapi.yaml does not have"
                        .formatted(call.file(), call.method(), call.path())));
  }

  @Test
  void only_what_the_api_has_is_asked_of_it() throws Exception {
    assertThat(calls()).hasSizeGreaterThan(20);
    for (Call call : calls()) {
      List<String> known =
          operation(call)
              .node()
              .path("parameters")
              .valueStream()
              .map((JsonNode parameter) -> document.resolve(parameter).path("name").asText())
              .toList();
      assertThat(known)
          .as("parameters of %s %s, as %s calls it", call.method(), call.path(), call.file())
          .containsAll(call.parameters());
    }
  }

  @Test
  void whatever_changes_something_is_behind_a_button_of_the_role_that_it_needs() throws Exception {
    for (Call call : calls()) {
      if (!call.method().equals("GET")) {
        assertThat(call.button())
            .as("the button before %s %s in %s", call.method(), call.path(), call.file())
            .isEqualTo(operation(call).role());
      }
    }
  }

  @Test
  void the_filters_of_records_are_those_of_the_api() throws Exception {
    String text = text("records.js");
    JsonNode parameters =
        document.operations().stream()
            .filter(each -> each.name().equals("GET /records"))
            .findFirst()
            .orElseThrow()
            .node()
            .path("parameters");
    List<String> names =
        parameters
            .valueStream()
            .map((JsonNode parameter) -> document.resolve(parameter).path("name").asText())
            .toList();
    assertThat(names)
        .containsAll(found("(?:text|select)\\(\"(\\w+)\"", text).toList())
        .containsAll(found("name: \"(\\w+)\"", text).toList());
    assertThat(constant(text, "STATUSES")).containsExactlyElementsOf(enumeration("Status"));
    assertThat(constant(text, "TRIGGERS")).containsExactlyElementsOf(enumeration("Trigger"));
  }

  private static List<String> constant(String text, String name) {
    String list = found("const " + name + " = \\[([^\\]]*)]", text).findFirst().orElseThrow();
    return found("\"([^\"]*)\"", list).toList();
  }

  private List<String> enumeration(String schema) {
    return document
        .resolve(reference(schema))
        .path("enum")
        .valueStream()
        .map(JsonNode::asText)
        .toList();
  }

  private static JsonNode reference(String schema) {
    return Json.lenient().createObjectNode().put("$ref", "#/components/schemas/" + schema);
  }

  @Test
  void nothing_is_inline_and_nothing_comes_from_elsewhere() throws Exception {
    String page = text("index.html");
    assertThat(page).doesNotContainPattern("(?i)<style|\\sstyle\\s*=|\\son[a-z]+\\s*=|javascript:");
    assertThat(page).doesNotContainPattern("(?is)<script(?![^>]*\\ssrc=)[^>]*>");
    assertThat(page).doesNotContainPattern("(?is)<script[^>]*>[^<]");
    for (Path file : ConsoleTest.files()) {
      String text = Files.readString(file).replace("xmlns=\"http://www.w3.org/2000/svg\"", "");
      assertThat(text)
          .as(file.toString())
          .doesNotContainPattern(
              "(?i)(?:https?|wss?|data|blob):/?/?[a-z0-9]|[\"'`(]//|@import|url\\(");
    }
  }

  /** What a registry says becomes text, and never markup or code. */
  @Test
  void data_are_put_into_the_page_as_text_only() throws Exception {
    for (Path file : ConsoleTest.files()) {
      assertThat(Files.readString(file))
          .as(file.toString())
          .doesNotContainPattern(
              "(?i)(?:inner|outer|adjacent|set)HTML|document\\.write|DOMParser|createContextualFragment|srcdoc|\\beval\\b|new"
                  + " Function|setTimeout\\(\\s*[\"'`]|localStorage|document\\.cookie");
    }
  }

  /** {@code replaceChildren} itself writes "null" for what is missing. */
  @Test
  void what_is_missing_is_left_out_wherever_something_is_put() throws Exception {
    for (Path file : ConsoleTest.files()) {
      if (!file.endsWith("page.js")) {
        assertThat(Files.readString(file)).as(file.toString()).doesNotContain("replaceChildren");
      }
    }
  }

  @Test
  void whatever_a_script_imports_is_there_and_exported() throws Exception {
    for (Path file : ConsoleTest.files()) {
      String text = Files.readString(file);
      Pattern imports = Pattern.compile("import \\{([^}]*)} from \"\\./([^\"]+)\"");
      for (MatchResult statement : imports.matcher(text).results().toList()) {
        String from = text(statement.group(2));
        for (String name : statement.group(1).split(",", -1)) {
          assertThat(from)
              .as("%s, which %s imports", statement.group(2), file)
              .containsPattern(
                  "export (?:async )?(?:function|const|class) " + name.strip() + "\\b");
        }
      }
    }
  }

  private static String text(String name) throws Exception {
    for (Path file : ConsoleTest.files()) {
      if (file.endsWith(name)) {
        return Files.readString(file);
      }
    }
    throw new AssertionError("There is no " + name);
  }
}
