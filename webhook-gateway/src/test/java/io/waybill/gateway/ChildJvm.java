package io.waybill.gateway;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A main class in a process of its own, which can be killed as a power cut would. */
public final class ChildJvm implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Path output;
  private final Path log;

  private ChildJvm(Process process, Path output, Path log) {
    this.process = process;
    this.output = output;
    this.log = log;
  }

  /**
   * Starts it with the class path of this test and a heap of 256 MiB.
   *
   * @param log where its standard error goes; its standard output goes to a file beside it
   */
  public static ChildJvm start(Class<?> main, Path log, Object... arguments) throws IOException {
    return start(256, main, log, arguments);
  }

  /** The same with another heap. */
  public static ChildJvm start(int heapMiB, Class<?> main, Path log, Object... arguments)
      throws IOException {
    return start(List.of(), heapMiB, main, log, arguments);
  }

  /** The same where a file takes so many bytes and then, in the middle of a write, no more. */
  public static ChildJvm startWithFullDisk(int bytes, Class<?> main, Path log, Object... arguments)
      throws IOException {
    // The shell's unit is 512 bytes, by POSIX.
    String limited = "ulimit -f " + bytes / 512 + " && exec \"$@\"";
    return start(List.of("sh", "-c", limited, "sh"), 256, main, log, arguments);
  }

  private static ChildJvm start(
      List<String> prefix, int heapMiB, Class<?> main, Path log, Object... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMiB + "m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Path output = Files.createTempFile(log.toAbsolutePath().getParent(), "output", ".txt");
    return new ChildJvm(
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .redirectOutput(output.toFile())
            .start(),
        output,
        log);
  }

  /** Returns when it has printed so many lines. */
  public void awaitLines(int count) throws IOException {
    await("%d lines of output, see %s".formatted(count, log))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> lines().size() >= count || !isAlive());
    if (lines().size() < count) {
      throw new AssertionError("The process ended, see " + log);
    }
  }

  /** The whole lines that it has printed so far. */
  public List<String> lines() throws IOException {
    String text = Files.readString(output);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** As kill -9 does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** As kill does: it may end in good order. Says how it did. */
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("The process did not end, see " + log);
    }
    return process.exitValue();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    kill();
  }
}
