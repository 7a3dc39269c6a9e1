package io.waybill.migration.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.migration.files.FileNode;
import io.waybill.migration.files.FileText;
import io.waybill.migration.files.MigrationFileException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Anchors, aliases and merges of other tools' files, and what they must not cost. */
@Timeout(60)
class ForeignTreeTest {
  private static FileNode.Mapping read(String text) throws MigrationFileException {
    return (FileNode.Mapping) ForeignTree.read(new FileText("a.yaml", text));
  }

  private static List<String> mistakes(String text) {
    MigrationFileException wrong =
        catchThrowableOfType(MigrationFileException.class, () -> read(text));
    assertThat(wrong).as(text).isNotNull();
    return wrong.mistakes();
  }

  private static String text(FileNode.Mapping mapping, String key) {
    return ((FileNode.Scalar) mapping.find(key).orElseThrow()).text();
  }

  private static FileNode.Mapping mapping(FileNode.Mapping in, String key) {
    return (FileNode.Mapping) in.find(key).orElseThrow();
  }

  @Test
  void anAliasIsWhatItsAnchorIs() throws Exception {
    FileNode.Mapping root = read("a: &x {tag: 1.10}\nb: *x\n");

    assertThat(text(mapping(root, "b"), "tag")).isEqualTo("1.10");
  }

  @Test
  void whatIsWrittenWinsOverWhatIsMergedInAndTheFirstMergedOverTheNext() throws Exception {
    FileNode.Mapping root =
        read(
            """
            one: &one {a: one, b: one}
            two: &two {b: two, c: two, d: two}
            both:
              <<: [*one, *two]
              d: own
            late:
              d: own
              <<: *two
            """);

    FileNode.Mapping both = mapping(root, "both");
    assertThat(both.entries()).extracting(FileNode.Entry::key).containsOnly("a", "b", "c", "d");
    assertThat(text(both, "b")).isEqualTo("one");
    assertThat(text(both, "c")).isEqualTo("two");
    assertThat(text(both, "d")).isEqualTo("own");
    assertThat(text(mapping(root, "late"), "d")).isEqualTo("own");
  }

  @Test
  void anyNumberOfEntriesMayMergeTheSameDefaultsIn() throws Exception {
    StringBuilder text = new StringBuilder("x: &x {a: one, b: two}\n");
    for (int entry = 0; entry < 500; entry++) {
      text.append("e%d: {<<: *x, b: own}%n".formatted(entry));
    }

    assertThat(text(mapping(read(text.toString()), "e499"), "a")).isEqualTo("one");
  }

  @Test
  void aMergeOfWhatHasNoKeysIsAMistake() {
    assertThat(mistakes("a:\n  <<: text\n")).singleElement().asString().contains("<<", "a.yaml");
  }

  @Test
  void aliasesThatUnfoldWithoutEndAreRefused() {
    assertThat(mistakes(unfolding("[1, 2]", "%s"))).singleElement().asString().contains("aliases");
    assertThat(mistakes("a: &a [*a]\n")).singleElement().asString().contains("aliases");
  }

  @Test
  void mergesThatUnfoldWithoutEndAreRefusedThoughTheyHaveNoKeys() {
    assertThat(mistakes(unfolding("{}", "{<<: %s}"))).singleElement().asString().contains("alias");
    assertThat(mistakes("a: &a {<<: *a}\n")).singleElement().asString().contains("a.yaml");
  }

  /** Twenty lines, each of which names the one before ten times. */
  private static String unfolding(String first, String next) {
    StringBuilder text = new StringBuilder("a0: &a0 ").append(first).append('\n');
    for (int line = 1; line <= 20; line++) {
      String before = "*a" + (line - 1);
      String list = "[" + String.join(", ", Collections.nCopies(10, before)) + "]";
      text.append("a%d: &a%d ".formatted(line, line)).append(next.formatted(list)).append('\n');
    }
    return text.toString();
  }
}
