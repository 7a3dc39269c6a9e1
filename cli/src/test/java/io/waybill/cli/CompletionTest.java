package io.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed for a shell, asked by bash itself. */
class CompletionTest {
  @TempDir private Path directory = Path.of("");

  @Test
  void bashCanReadIt() throws Exception {
    Path script = script("bash");

    assertThat(bash("bash -n " + script + " && echo fine")).isEqualTo("fine");
  }

  @Test
  void commandsAreCompleted() throws Exception {
    assertThat(completed("waybill reg").lines()).containsExactly("registries");
    assertThat(completed("waybill subscriptions del").lines())
        .containsExactlyInAnyOrder("delete", "deliveries");
  }

  @Test
  void optionsAreCompleted() throws Exception {
    assertThat(completed("waybill records list --st").lines()).containsExactly("--status");
  }

  @Test
  void theWordsThatAnOptionTakesAreCompleted() throws Exception {
    assertThat(completed("waybill records list --status wa").lines()).containsExactly("waiting");
    assertThat(completed("waybill replay --code IMAGE").lines()).containsExactly("IMAGE_EXISTS");
    assertThat(completed("waybill sync --overwrite ne").lines()).containsExactly("never");
    assertThat(completed("waybill records get -o y").lines()).containsExactly("yaml");
  }

  @Test
  void zshGetsTheSameWhichLoadsWhatItNeeds() throws Exception {
    assertThat(Files.readString(script("zsh"))).contains("bashcompinit");
  }

  @Test
  void anotherShellIsRefusedByName() {
    for (String shell : List.of("tcsh", "fish")) {
      CommandRun run = CommandRun.in(directory, "completion", shell);

      assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
      assertThat(run.err()).contains("[bash, zsh]");
    }
    assertThat(CommandRun.in(directory, "completion", "--help").out())
        .contains("fish is not supported");
  }

  /** What bash offers at the end of the line. */
  private String completed(String line) throws Exception {
    List<String> words = List.of(line.split(" "));
    return bash(
        """
        compopt() { :; }  # bash's own is for a function that completes a line that is being typed
        source %s
        COMP_WORDS=(%s); COMP_CWORD=%d; COMP_LINE='%s'; COMP_POINT=%d
        function=$(complete -p waybill | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function waybill '%s' '%s'
        printf '%%s\\n' "${COMPREPLY[@]}" | sed 's/ *$//'
        """
            .formatted(
                script("bash"),
                line,
                words.size() - 1,
                line,
                line.length(),
                words.getLast(),
                words.get(words.size() - 2)));
  }

  private Path script(String shell) throws Exception {
    CommandRun run = CommandRun.in(directory, "completion", shell);
    assertThat(run.exitCode()).isEqualTo(ExitCodes.OK);
    return Files.writeString(directory.resolve("completion." + shell), run.out());
  }

  private static String bash(String commands) throws Exception {
    Process bash = new ProcessBuilder("bash", "-c", commands).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said.strip();
  }
}
