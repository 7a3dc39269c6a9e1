package io.waybill.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.CommandRun;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** What is read without picocli is what picocli reads. */
class PlainCopyTest {
  private static final Map<String, String> VALUES =
      Map.ofEntries(
          Map.entry("--exclude", "*-rc*"),
          Map.entry("--exclude-repository", "team/**"),
          Map.entry("--platform", "linux/arm/v7"),
          Map.entry("--platform-mode", "Sparse"),
          Map.entry("--foreign-layers", "copy"),
          Map.entry("--overwrite", "backup"),
          Map.entry("--jobs", "7"),
          Map.entry("--timeout", "15m"),
          Map.entry("--resolve", "registry.example.com=10.0.0.7"),
          Map.entry("--bandwidth", "50MiB/s"),
          Map.entry("--split-size", "4GiB"),
          Map.entry("--insecure", "build.lan:5000"),
          Map.entry("--https", "localhost:5000"),
          Map.entry("--ca", "ca.pem"),
          Map.entry("--skip-tls-verify", "old.lan"),
          Map.entry("--authfile", "auth.json"),
          Map.entry("-o", "json"),
          Map.entry("--output", "JSON"));

  private static final Set<String> SWITCHES =
      Set.of("--all-tags", "--untagged", "--no-referrers", "--dry-run", "--prepare");

  /** Picocli's alone: rarely wanted, or what others read. */
  private static final Set<String> LEFT = Set.of("--referrers", "-h", "--help", "-V", "--version");

  private final Surroundings surroundings =
      new Surroundings(
          new PrintWriter(Writer.nullWriter()),
          new PrintWriter(Writer.nullWriter()),
          Terminal.plain(new PrintWriter(Writer.nullWriter())),
          Map.of(),
          Path.of(""));

  @Test
  void everyOptionIsKnown() {
    List<String> names = new ArrayList<>();
    for (OptionSpec option :
        CommandRun.parser(new CopyCommand(surroundings), surroundings).getCommandSpec().options()) {
      names.addAll(Arrays.asList(option.names()));
    }
    names.removeAll(LEFT);
    // Picocli makes it out of the name of the option that it denies.
    names.add("--no-referrers");

    List<String> known = new ArrayList<>(VALUES.keySet());
    known.addAll(SWITCHES);
    assertThat(names).containsExactlyInAnyOrderElementsOf(known);
  }

  @Test
  void everyOptionIsReadAsPicocliReadsIt() {
    for (String name : SWITCHES) {
      assertSame("a.example/b", "c.example", name);
      assertSame(name, "a.example/b", "c.example");
    }
    VALUES.forEach((name, value) -> assertSame("a.example/b", name, value, "c.example"));
    assertSame("a.example/b", "c.example", "d.example", "e.example");
    assertSame("a.example/b", "c.example", "--jobs", "3", "--dry-run", "d.example");
    assertSame("a.example/b", "c.example", "--exclude", "x", "--exclude", "y", "--ca", "z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "records list",
        "copy",
        "copy --help",
        "copy a.example/b",
        "copy a.example/b c.example --jobs",
        "copy a.example/b c.example --jobs many",
        "copy a.example/b c.example --jobs 1 --jobs 2",
        "copy a.example/b c.example --jobs=2",
        "copy a.example/b c.example --dry-run --dry-run",
        "copy a.example/b c.example -o xml",
        "copy a.example/b c.example --ca --dry-run",
        "copy a.example/b c.example --insecure @hosts",
        "copy a.example/b @targets",
        "copy a.example/b c.example -- d.example",
        "copy a.example/b c.example --referrers",
        "copy a.example/b c.example --dri-run"
      })
  void whatIsNotPlainIsLeftToPicocli(String line) {
    assertThat(PlainCopy.read(surroundings, line.isEmpty() ? new String[0] : line.split(" ")))
        .isEmpty();
  }

  private void assertSame(String... arguments) {
    CopyCommand expected = new CopyCommand(surroundings);
    CommandRun.parser(expected, surroundings).parseArgs(arguments);
    String[] line = new String[arguments.length + 1];
    line[0] = "copy";
    System.arraycopy(arguments, 0, line, 1, arguments.length);

    CopyCommand read = PlainCopy.read(surroundings, line).orElseThrow();

    assertThat(state(read)).as(String.join(" ", line)).isEqualTo(state(expected));
  }

  /** The values of all fields, of the options' objects too. */
  private static Map<String, String> state(Object command) {
    Map<String, String> state = new TreeMap<>();
    for (Field field : command.getClass().getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) || field.getType() == Surroundings.class) {
        continue;
      }
      try {
        field.setAccessible(true);
        Object value = field.get(command);
        if (field.getType().getSimpleName().endsWith("Options")) {
          state(value).forEach((name, inner) -> state.put(field.getName() + "." + name, inner));
        } else {
          state.put(field.getName(), String.valueOf(value));
        }
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    return state;
  }
}
