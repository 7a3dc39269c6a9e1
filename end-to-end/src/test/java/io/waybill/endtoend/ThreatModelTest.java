package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever docs/threat-model.md says that a test holds, there is such a test for. */
class ThreatModelTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern NAMED = Pattern.compile("`([A-Z][A-Za-z0-9]*)#([A-Za-z0-9_]+)`");
  private static final Pattern ANNOTATION =
      Pattern.compile(" *@(?:Test|ParameterizedTest|RepeatedTest|TestFactory)\\b.*");
  private static final Pattern METHOD =
      Pattern.compile("  (?:public )?(?:void|Stream<.*>|Iterable<.*>) (\\w+)\\(.*");

  @Test
  void everyTestThatIsNamedIsThere() throws Exception {
    Map<String, Set<String>> tests = tests();
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(Files.readString(document()));
    int count = 0;
    while (named.find()) {
      count++;
      if (!tests.getOrDefault(named.group(1), Set.of()).contains(named.group(2))) {
        missing.add(named.group(1) + "#" + named.group(2));
      }
    }
    assertThat(missing).as("named in docs/threat-model.md and not there").isEmpty();
    assertThat(count).isGreaterThan(100);
  }

  @Test
  void everyThreatNamesATest() throws Exception {
    List<String> threats =
        Files.readString(document())
            .lines()
            .dropWhile(line -> !line.equals("## Threats"))
            .filter(line -> line.startsWith("| ") && !line.startsWith("| somebody |"))
            .toList();

    assertThat(threats).hasSizeGreaterThan(40);
    assertThat(threats).allMatch(line -> NAMED.matcher(line).find());
  }

  private static Path document() {
    return ROOT.resolve("docs/threat-model.md");
  }

  /** The methods of each class of tests in the sources, by the class' simple name. */
  private static Map<String, Set<String>> tests() throws IOException {
    Map<String, Set<String>> tests = new HashMap<>();
    try (Stream<Path> files = Files.list(ROOT)) {
      for (Path module : files.filter(Files::isDirectory).collect(Collectors.toList())) {
        Path sources = module.resolve("src/test/java");
        if (Files.isDirectory(sources)) {
          readInto(tests, sources);
        }
      }
    }
    return tests;
  }

  private static void readInto(Map<String, Set<String>> tests, Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        tests.computeIfAbsent(name, any -> new TreeSet<>()).addAll(methods(file));
      }
    }
  }

  /** A method of tests is the first one behind such an annotation. */
  private static List<String> methods(Path file) throws IOException {
    List<String> methods = new ArrayList<>();
    boolean annotated = false;
    for (String line : Files.readAllLines(file)) {
      Matcher method = METHOD.matcher(line);
      if (ANNOTATION.matcher(line).matches()) {
        annotated = true;
      } else if (annotated && method.matches()) {
        methods.add(method.group(1));
        annotated = false;
      }
    }
    return methods;
  }
}
