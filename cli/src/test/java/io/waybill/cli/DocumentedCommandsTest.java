package io.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command lines that the documents show are ones that the commands take. */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** What stands between backticks. */
  private static final Pattern INLINE = Pattern.compile("(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\\1(?!`)");

  /** Where a shell expects a command; elsewhere the word is a name, as of a user or a database. */
  private static final Pattern TYPED =
      Pattern.compile(
          "(?:^|[(|&;]|\\$\\s|\\w=\\S+\\s)\\s*(?:\\./)?waybill(?=\\s+(?:-|[a-z-]+(?:[\\s)|]|$)))");

  /** Ends a command of a shell, or begins what its output goes to. */
  private static final Pattern END = Pattern.compile("[|&;<>)]+|\\d>.*|<\\(|#.*");

  private static final Pattern WORD =
      Pattern.compile("(?:'[^']*'|\"[^\"]*\"|\\$\\([^)]*\\)|<[\\w -]+>|[^\\s'\"])+");

  /** {@code RULE}, {@code FILE|RULE}, {@code <id>}, {@code [--wait]}, {@code ...}. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("[A-Z][A-Z0-9_|]*|<.*>|\\[.*|.*]|\\.\\.\\.|…");

  private final CommandLine commands =
      Commands.commandLine(
          new Surroundings(nowhere(), nowhere(), Terminal.plain(nowhere()), Map.of(), Path.of("")),
          Termination.ofTest());

  @Test
  void everyCommandLineOfTheDocumentsIsOneThatIsTaken() throws IOException {
    List<String> wrong = new ArrayList<>();
    int lines = 0;
    for (Path document : documents()) {
      for (String line : commandLines(Files.readString(document))) {
        lines++;
        mistake(line)
            .ifPresent(
                mistake -> wrong.add(ROOT.relativize(document) + ": " + line + ": " + mistake));
      }
    }

    assertThat(wrong).isEmpty();
    assertThat(lines).as("command lines that were found").isGreaterThan(150);
  }

  @Test
  void whatIsNotTakenIsFound() {
    assertThat(mistake("records --state running")).hasValue("no option --state");
    assertThat(mistake("records --status failed --code CODE"))
        .hasValue("records alone does nothing");
    assertThat(mistake("records --code UNAUTHORIZED")).hasValue("records alone does nothing");
    assertThat(mistake("deletes RULE")).hasValue("no command deletes");
    assertThat(mistake("rules delets RULE")).hasValue("no command delets");
    assertThat(mistake("records list --status run")).hasValue("--status does not take run");
    assertThat(mistake("records get 1 2")).hasValue("2 is too much");
    assertThat(mistake("up --config a.yaml now")).hasValue("now is too much");
    assertThat(mistake("records list --code")).hasValue("--code wants a value");
    assertThat(mistake("copy A B --exclude=3 --no-such=1")).hasValue("no option --no-such");
  }

  @Test
  void placeholdersAndWhatTheShellMakesOfALineAreNoMistakes() {
    for (String line :
        List.of(
            "records --watch --rule prod-to-eu",
            "records list --status STATUS --code <code>",
            "rules plan FILE|RULE",
            "scan RULE [--wait]",
            "import ... --apply",
            "completion bash)",
            "subscriptions",
            "rules deletes prod-to-eu   # what waits",
            "import regsync.yml > rules.yaml",
            "records list -o json | jq .items && ls --no-such",
            "copy 'quay.io/team/**:v*' oci-archive:images.tar --exclude='a b'")) {
      assertThat(mistake(line)).as(line).isEmpty();
    }
  }

  @Test
  void commandLinesAreFoundInBlocksAndBetweenBackticks() {
    String text =
        """
        Say `waybill up`, or `source <(./waybill completion bash)`; waybill down is no code.
        ```sh
        $ ./waybill copy A \\
            B --dry-run   # why
           WAYBILL_X=1 waybill scan RULE
        user: waybill
        kubectl auth can-i --as waybill -n shop
        ```
        """;

    assertThat(commandLines(text))
        .containsExactlyInAnyOrder(
            "up", "completion bash)", "copy A B --dry-run   # why", "scan RULE");
  }

  /** What is wrong with a command line, from the word after {@code waybill} on. */
  private Optional<String> mistake(String line) {
    CommandSpec spec = commands.getCommandSpec();
    List<String> words = words(line);
    List<OptionSpec> options = new ArrayList<>();
    int arguments = 0;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.startsWith("-") && word.length() > 1) {
        String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
        OptionSpec option = spec.findOption(name);
        if (option == null) {
          return Optional.of("no option " + name);
        }
        options.add(option);
        if (name.equals(word) && option.arity().min() > 0 && ++i == words.size()) {
          return Optional.of(name + " wants a value");
        }
        String value = name.equals(word) ? words.get(i) : word.substring(name.length() + 1);
        if (option.arity().min() > 0 && !isTaken(option, value)) {
          return Optional.of(name + " does not take " + value);
        }
      } else if (arguments == 0 && spec.subcommands().containsKey(word)) {
        spec = spec.subcommands().get(word).getCommandSpec();
        options.clear();
      } else if (isGroup(spec)) {
        return Optional.of("no command " + word);
      } else if (++arguments > most(spec) && !PLACEHOLDER.matcher(word).matches()) {
        return Optional.of(word + " is too much");
      }
    }
    return isGroup(spec)
            && options.stream().anyMatch(option -> !endsIt(option))
            && !watches(options)
        ? Optional.of(spec.name() + " alone does nothing")
        : Optional.empty();
  }

  private static boolean isGroup(CommandSpec spec) {
    return spec.positionalParameters().isEmpty() && !spec.subcommands().isEmpty();
  }

  private static boolean endsIt(OptionSpec option) {
    return option.usageHelp() || option.versionHelp();
  }

  /** The one thing that a command does itself which has others below it. */
  private static boolean watches(List<OptionSpec> options) {
    return options.stream().anyMatch(option -> option.longestName().equals("--watch"));
  }

  private static int most(CommandSpec spec) {
    return spec.positionalParameters().stream()
        .mapToInt(parameter -> Math.max(parameter.index().max(), parameter.arity().max() - 1))
        .map(last -> last == Integer.MAX_VALUE ? last : last + 1)
        .max()
        .orElse(0);
  }

  /** Of an option that takes certain words only, whether this is one, or some with commas. */
  private static boolean isTaken(OptionSpec option, String value) {
    if (option.completionCandidates() == null || PLACEHOLDER.matcher(value).matches()) {
      return true;
    }
    List<String> candidates =
        StreamSupport.stream(option.completionCandidates().spliterator(), false).toList();
    return candidates.isEmpty()
        || Stream.of(value.split(","))
            .allMatch(one -> candidates.stream().anyMatch(one::equalsIgnoreCase));
  }

  /** The words of the first command of a line. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find() && !END.matcher(word.group()).matches()) {
      String text = word.group();
      boolean closed = text.endsWith(")") && !text.contains("(");
      words.add((closed ? text.substring(0, text.length() - 1) : text).replaceAll("['\"]", ""));
      if (closed) {
        break;
      }
    }
    return words;
  }

  /** What is typed after {@code waybill} in blocks of code and between backticks. */
  private static List<String> commandLines(String text) {
    List<String> lines = new ArrayList<>();
    boolean block = false;
    for (String line : text.replaceAll("\\\\\n\\s*", "").split("\n", -1)) {
      if (line.strip().startsWith("```")) {
        block = !block;
      } else if (block) {
        typed(line).ifPresent(lines::add);
      } else {
        Matcher inline = INLINE.matcher(line);
        while (inline.find()) {
          typed(inline.group(2)).ifPresent(lines::add);
        }
      }
    }
    return lines;
  }

  private static Optional<String> typed(String code) {
    Matcher typed = TYPED.matcher(code);
    return typed.find() ? Optional.of(code.substring(typed.end()).strip()) : Optional.empty();
  }

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
        Stream<Path> deploy = Files.walk(ROOT.resolve("deploy"))) {
      Stream.of(top, docs, deploy)
          .flatMap(paths -> paths)
          .filter(path -> path.toString().endsWith(".md"))
          // Tells of what there was at its time.
          .filter(path -> !path.endsWith("CHANGELOG.md"))
          .sorted()
          .forEach(documents::add);
    }
    return documents;
  }

  private static PrintWriter nowhere() {
    return new PrintWriter(Writer.nullWriter());
  }
}
