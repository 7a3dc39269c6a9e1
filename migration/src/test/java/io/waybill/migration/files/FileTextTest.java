package io.waybill.migration.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTextTest {
  @TempDir private Path directory = Path.of("");

  private static List<String> mistakes(String name, String text) {
    Mistakes mistakes = new Mistakes();
    new FileText(name, text).mapping(mistakes);
    MigrationFileException wrong =
        catchThrowableOfType(MigrationFileException.class, mistakes::throwIfAny);
    assertThat(wrong).as(text).isNotNull();
    return wrong.mistakes();
  }

  private List<String> unreadable(Path path) {
    MigrationFileException wrong =
        catchThrowableOfType(MigrationFileException.class, () -> FileText.read("x.json", path));
    assertThat(wrong).isNotNull();
    return wrong.mistakes();
  }

  @Test
  void aFileThatCannotBeReadIsNamed() throws Exception {
    Path bytes = Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});

    assertThat(unreadable(directory.resolve("none")).getFirst())
        .contains("There is no file x.json");
    assertThat(unreadable(directory).getFirst()).contains("x.json");
    assertThat(unreadable(bytes).getFirst()).contains("not UTF-8");
  }

  @Test
  void keysThatOccurTwiceAreAMistakeInBothFormats() {
    assertThat(mistakes("a.json", "{\"a\": \"1\",\n \"a\": \"2\"}"))
        .singleElement()
        .asString()
        .contains("a.json, line 2", "\"a\" occurs twice");
    assertThat(mistakes("a.yaml", "a: 1\nb: 2\na: 3\n"))
        .singleElement()
        .asString()
        .contains("a.yaml, line 3", "\"a\" occurs twice");
  }

  @Test
  void aliasesAndDepthAreRefused() {
    assertThat(mistakes("a.yaml", "a: &x 1\nb: *x\n"))
        .singleElement()
        .asString()
        .contains("line 2", "alias");
    assertThat(mistakes("a.yaml", "a: " + "[".repeat(50) + "]".repeat(50)))
        .singleElement()
        .asString()
        .contains("nested too deeply");
  }

  @Test
  void whatIsNeitherIsToldWithItsLine() {
    assertThat(mistakes("a.json", "{\n \"a\": \"1\"\n \"b\": \"2\"\n}"))
        .singleElement()
        .asString()
        .contains("a.json, line 3", "not JSON", "commas");
    assertThat(mistakes("a.yaml", "a: 1\n\tb: 2\n"))
        .singleElement()
        .asString()
        .contains("a.yaml, line 2", "tab");
    assertThat(mistakes("a.yaml", "a: 1\n---\nb: 2\n"))
        .singleElement()
        .asString()
        .contains("second document");
  }

  @Test
  void flowYamlIsReadThoughItBeginsWithABrace() throws Exception {
    Mistakes mistakes = new Mistakes();

    FileNode.Mapping mapping = new FileText("a.yaml", "{a: 1, b: [x, y]}").mapping(mistakes);

    mistakes.throwIfAny();
    assertThat(mapping.find("a")).contains(new FileNode.Scalar("1", 1));
  }
}
