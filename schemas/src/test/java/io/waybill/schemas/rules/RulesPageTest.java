package io.waybill.schemas.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/rules.md shows is so. */
class RulesPageTest {
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  @Test
  void everyExampleIsARule() throws IOException {
    List<String> examples =
        EXAMPLE.matcher(page()).results().map(result -> result.group(1)).toList();

    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      assertThatCode(() -> Json.strict().readValue(example, RuleSpec.class))
          .as(example)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void everyKeyIsInTheTableAndInTheLongExample() throws IOException {
    String longest =
        EXAMPLE
            .matcher(page())
            .results()
            .map(result -> result.group(1))
            .reduce("", (one, other) -> one.length() > other.length() ? one : other);
    JsonNode example = Json.strict().readTree(longest);

    for (String key : components(RuleSpec.class)) {
      assertThat(example.has(key)).as("%s in the example", key).isTrue();
      assertThat(page()).contains(key.equals("source") ? "| `source." : "`" + key + "`");
    }
    for (String key : components(RuleSource.class)) {
      assertThat(example.path("source").has(key)).as("source.%s in the example", key).isTrue();
      assertThat(page()).contains("| `source." + key + "`");
    }
    for (String key : components(RuleTarget.class)) {
      assertThat(page()).contains("| `" + key + "` |");
    }
  }

  /** Rows of three cells that begin with a pattern: it, what it matches, what it does not. */
  @Test
  void patternsMatchWhatTheirTablesSay() throws IOException {
    List<List<String>> rows =
        page()
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> cells(line.replace("\\|\\|", "\u2016\u2016")))
            .filter(cells -> cells.size() == 3 && isOfNames(cells))
            .toList();

    assertThat(rows).hasSizeGreaterThan(8);
    for (List<String> row : rows) {
      NamePattern pattern = NamePattern.parse(codes(row.getFirst()).getFirst());
      assertThat(codes(row.get(1))).as(row.toString()).allMatch(pattern::matches);
      assertThat(codes(row.get(2))).as(row.toString()).noneMatch(pattern::matches);
    }
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1).split("\\|", -1))
        .map(cell -> cell.replace("\u2016", "|").strip())
        .filter(cell -> !cell.isEmpty())
        .toList();
  }

  private static boolean isOfNames(List<String> cells) {
    return cells.stream().allMatch(cell -> CODE.matcher(cell).replaceAll("").matches("[, ]*"));
  }

  private static List<String> codes(String cell) {
    return CODE.matcher(cell).results().map((MatchResult found) -> found.group(1)).toList();
  }

  private static List<String> components(Class<?> type) {
    return Stream.of(type.getRecordComponents()).map(component -> component.getName()).toList();
  }

  private static String page() throws IOException {
    // Tests run in the module's directory, or in the root.
    Path beside = Path.of("../docs/rules.md");
    return Files.readString(Files.exists(beside) ? beside : Path.of("docs/rules.md"));
  }
}
