package io.waybill.cli.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.waybill.cli.ExitCodes;
import io.waybill.cli.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C where {@code login} asks, at a real terminal that {@code script} makes. */
final class PromptTest {
  private static final Path SCRIPT = Path.of("/usr/bin/script");
  private static final int CTRL_C = 3;
  private static final long PATIENCE_SECONDS = 240;

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @CsvSource({"'-u me', 'Password: '", "'', 'Username: '"})
  @Timeout(300)
  void endsAtOnceAndLeavesTheTerminalAsItWas(String options, String prompt) throws Exception {
    assumeTrue(Files.isExecutable(SCRIPT) && System.getProperty("os.name").equals("Linux"));
    // The shell hears Ctrl-C as well, and has to be there afterwards. Java does not hear it where
    // it
    // was ignored before Java started, as whatever a shell without job control runs behind itself.
    String command =
        "trap : INT; env --default-signal=INT \"$JAVA\" -cp \"$CLASSES\" %s login 127.0.0.1:1 %s; code=$?; stty -a; exit $code"
            .formatted(Main.class.getName(), options);
    ProcessBuilder builder =
        new ProcessBuilder(SCRIPT.toString(), "-qefc", command, "/dev/null")
            .redirectErrorStream(true);
    builder.environment().put("JAVA", System.getProperty("java.home") + "/bin/java");
    builder.environment().put("CLASSES", System.getProperty("java.class.path"));
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("SHELL", "/bin/sh");
    Process process = builder.start();
    // A read is not interrupted by the test's time limit, but by the end of what it reads from.
    CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    try (InputStream terminal = process.getInputStream();
        OutputStream keys = process.getOutputStream()) {
      String before = readTo(terminal, prompt);
      assertThat(before).endsWith(prompt);

      keys.write(CTRL_C);
      keys.flush();

      String after = new String(terminal.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(after).isEqualTo(ExitCodes.INTERRUPTED);
      assertThat(after).contains("waybill: Interrupted.").containsPattern("(?<!-)\\becho\\b");
    } finally {
      process.destroyForcibly();
    }
  }

  private static String readTo(InputStream terminal, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int read = terminal.read(); read >= 0; read = terminal.read()) {
      text.append((char) read);
      if (text.toString().endsWith(end)) {
        break;
      }
    }
    return text.toString();
  }
}
