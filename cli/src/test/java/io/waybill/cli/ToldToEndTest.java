package io.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role that is told to end before it has started says that, and not what did not start. */
class ToldToEndTest {
  private static final Map<String, String> NOBODY_THERE =
      Map.of(
          "WAYBILL_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
          "WAYBILL_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none");

  @TempDir Path directory;

  @AfterEach
  void forgetTheInterrupt() {
    Thread.interrupted();
  }

  @Test
  void aStartThatIsCutShortIsNoDefect() {
    StringWriter err = new StringWriter();
    PrintWriter out = new PrintWriter(new StringWriter(), true);
    Surroundings surroundings =
        new Surroundings(
            out, new PrintWriter(err, true), Terminal.plain(out), NOBODY_THERE, directory);
    Termination termination = Termination.ofTest();
    termination.request();

    int exitCode = Main.run(surroundings, termination, "api");

    assertThat(exitCode).as(err.toString()).isEqualTo(ExitCodes.INTERRUPTED);
    assertThat(err.toString()).contains("Interrupted.").doesNotContain("defect");
  }
}
