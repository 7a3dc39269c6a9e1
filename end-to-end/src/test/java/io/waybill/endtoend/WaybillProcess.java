package io.waybill.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@code waybill} command in a process of its own, with its output in a file. */
public final class WaybillProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Process process;
  private final Path output;
  private final String command;

  private WaybillProcess(Process process, Path output, String command) {
    this.process = process;
    this.output = output;
    this.command = command;
  }

  /** Starts the command; its standard output and error go to the file. */
  static WaybillProcess start(Path output, List<String> arguments) {
    return start(output, "512m", arguments);
  }

  /** Starts the command with so much heap. */
  public static WaybillProcess start(Path output, String heap, List<String> arguments) {
    return start(output, heap, arguments, Map.of());
  }

  /** Starts the command with so much heap, and with these variables besides ours. */
  public static WaybillProcess start(
      Path output, String heap, List<String> arguments, Map<String, String> environment) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "io.waybill.cli.Main"));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    try {
      return new WaybillProcess(builder.start(), output, String.join(" ", arguments));
    } catch (IOException cause) {
      throw new UncheckedIOException("Could not start waybill " + command(arguments), cause);
    }
  }

  private static String command(List<String> arguments) {
    return String.join(" ", arguments);
  }

  /** Waits until the role at the port says that it is ready. */
  void awaitReady(int... ports) {
    for (int port : ports) {
      await("waybill " + command + " to be ready on port " + port + ", see " + output)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .failFast(() -> requireAlive())
          .until(() -> Http.isReady(port));
    }
  }

  /** Whether the role at the port says that it is ready. */
  public static boolean isReady(int port) {
    return Http.isReady(port);
  }

  /** Its number. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      throw new AssertionError(
          "waybill " + command + " ended with " + process.exitValue() + ":\n" + output());
    }
  }

  /** Ends it as a power cut would. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Asks it to end, and does not wait for that. */
  public void ask() {
    process.destroy();
  }

  /** Asks it to end, and says how it did. */
  public int stop() {
    ask();
    return awaitExit();
  }

  /** Waits for the end, and says how it was. */
  public int awaitExit() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("waybill " + command + " did not end:\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  /** What it has printed so far. */
  String output() {
    try {
      return Files.readString(output);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
