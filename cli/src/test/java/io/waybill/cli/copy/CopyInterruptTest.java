package io.waybill.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.waybill.cli.ExitCodes;
import io.waybill.embedded.LocalRegistry;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ctrl-C in the middle of a copy, which runs in a process of its own as a user's does. That uploads
 * are cancelled is shown elsewhere: docker distribution 2.8 refuses to cancel one whose sender went
 * away in the middle ("upload resumed at wrong offest"), unless it has not noticed yet.
 */
final class CopyInterruptTest {
  private static final SampleImage IMAGE = SampleImage.builder(7).layers(2, 4 << 20).build();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The image takes more than a minute at this rate. */
  private static final String SLOWLY = "--bandwidth=100KiB/s";

  private static final char CTRL_C = '\u0003';
  private static final long SIGINT_BIT = 1 << 1;

  @TempDir private Path directory = Path.of("");

  /** A process that was started with the signal ignored hands that on, and Java keeps to it. */
  @BeforeEach
  void assumeSignalsAreHeard() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeThat(status).exists();
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    assumeThat(Long.parseUnsignedLong(ignored, 16) & SIGINT_BIT).isZero();
  }

  @Test
  void endsAtOnceAndSaysHowFarItCame() throws Exception {
    try (LocalRegistry source = LocalRegistry.start(directory.resolve("source"));
        LocalRegistry target = LocalRegistry.start(directory.resolve("target"))) {
      push(source);
      Process copy = start(line(source, target), "dumb");
      try {
        awaitUpload(copy);

        new ProcessBuilder("kill", "-INT", Long.toString(copy.pid())).start().waitFor();

        assertThat(exitCode(copy)).as(this::output).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(output())
            .contains("Stopped when 0 of 1 were there.", "waybill: Interrupted.")
            .doesNotContain("Exception", "\tat ");
      } finally {
        copy.destroyForcibly();
      }
    }
  }

  @Test
  void leavesTheTerminalAsItWas() throws Exception {
    assumeThat(Path.of("/usr/bin/script")).exists();
    try (LocalRegistry source = LocalRegistry.start(directory.resolve("source"));
        LocalRegistry target = LocalRegistry.start(directory.resolve("target"))) {
      push(source);
      String quoted = "'" + String.join("' '", line(source, target)) + "'";
      Process copy =
          start(
              List.of("/usr/bin/script", "--quiet", "--return", "--command", quoted, "/dev/null"),
              "xterm");
      try {
        awaitUpload(copy);
        await(copy, () -> output().contains(" of 12.0 MiB"));

        copy.outputWriter(StandardCharsets.UTF_8).append(CTRL_C).flush();

        assertThat(exitCode(copy)).as(this::output).isEqualTo(ExitCodes.INTERRUPTED);
        String output = output();
        String end = output.substring(output.lastIndexOf("\u001b[2K") + "\u001b[2K".length());
        assertThat(end.lines())
            .startsWith(
                "Stopped when 0 of 1 were there. No tag is half-done; the same command"
                    + " goes on from here.")
            .endsWith("waybill: Interrupted.");
        assertThat(end).doesNotContain("\u001b");
        assertThat(output.lastIndexOf("\u001b[?7h"))
            .as("lines are wrapped again")
            .isGreaterThanOrEqualTo(output.lastIndexOf("\u001b[?7l"));
      } finally {
        copy.descendants().forEach(ProcessHandle::destroyForcibly);
        copy.destroyForcibly();
      }
    }
  }

  private static void push(LocalRegistry source) throws Exception {
    try (RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()))) {
      IMAGE.push(clients, (TagReference) Reference.parse(source.address() + "/team/app:v1"));
    }
  }

  private static List<String> line(LocalRegistry source, LocalRegistry target) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Dstdout.encoding=UTF-8",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        "io.waybill.cli.Main",
        "copy",
        source.address() + "/team/app:v1",
        target.address(),
        SLOWLY);
  }

  private Process start(List<String> line, String terminal) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(line)).redirectErrorStream(true);
    builder.environment().putAll(Map.of("TERM", terminal, "NO_COLOR", "1", "COLUMNS", "120"));
    return builder.redirectOutput(directory.resolve("output").toFile()).start();
  }

  private String output() {
    try {
      return Files.readString(directory.resolve("output"));
    } catch (IOException cause) {
      throw new java.io.UncheckedIOException(cause);
    }
  }

  /** Bytes are on their way: a session is open, and something is in it. */
  private void awaitUpload(Process copy) throws Exception {
    await(copy, () -> uploads().stream().anyMatch(path -> path.endsWith("data")));
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private void await(Process copy, Condition condition) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.holds()) {
      assertThat(copy.isAlive()).as(this::output).isTrue();
      assertThat(Instant.now()).as(this::output).isBefore(end);
      Thread.sleep(20);
    }
  }

  private static int exitCode(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /** What the target keeps of uploads that were neither finished nor cancelled. */
  private List<Path> uploads() throws IOException {
    Path storage = directory.resolve("target/storage");
    try (Stream<Path> files = Files.walk(storage)) {
      return files.filter(path -> isIn("_uploads", path.getParent())).toList();
    } catch (java.io.UncheckedIOException vanished) {
      // A session that ended while it was looked at.
      return List.of();
    }
  }

  private static boolean isIn(String folder, @org.jspecify.annotations.Nullable Path path) {
    return path != null && path.toString().contains("/" + folder);
  }
}
