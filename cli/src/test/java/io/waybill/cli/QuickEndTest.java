package io.waybill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that ends quickly says and returns what one with Java's own end does. */
class QuickEndTest {
  private static final long PATIENCE_SECONDS = 120;

  @TempDir private Path directory = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"quick", "usual"})
  void exitCodeAndOutputAreWhole(String end) throws Exception {
    // Nobody listens on port 1.
    Process process = start(end, "copy", "127.0.0.1:1/a:1", "127.0.0.1:1/b:1", "-o", "json");

    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCodes.FAILED);
    assertThat(out.lines().toList())
        .singleElement()
        .asString()
        .startsWith("{\"status\":\"failed\"")
        .endsWith("}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"quick", "usual"})
  void aMistakeIsToldAndReturned(String end) throws Exception {
    Process process = start(end, "copy", "127.0.0.1:1/a:1");

    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(ExitCodes.USAGE);
    assertThat(err).contains("'DST'").endsWith("waybill copy --help'.\n");
  }

  private Process start(String end, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dwaybill.end=" + end,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(new File(directory.toString()))
        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
        .start();
  }
}
