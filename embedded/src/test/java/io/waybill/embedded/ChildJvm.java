package io.waybill.embedded;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Another JVM that runs a server until it is killed. */
final class ChildJvm implements AutoCloseable {
  private final Process process;
  private final String said;

  private ChildJvm(Process process, String said) {
    this.process = process;
    this.said = said;
  }

  /** Starts the main class and waits for its first line. */
  static ChildJvm start(Class<?> main, Object... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(new File("target/child-jvm.log")))
            .start();
    String line =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
            .readLine();
    return new ChildJvm(process, Objects.requireNonNull(line, "the child ended at once"));
  }

  /** The first line that it printed. */
  String said() {
    return said;
  }

  long pid() {
    return process.pid();
  }

  /** As kill -9 does. What it started learns of it by itself, or not. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /**
   * Kills the shells that would end its servers, too, so that a server is left behind for certain.
   */
  void killAndLeaveServersBehind() {
    // Watchers before their parents: when a server's first shell ends, Java closes the pipe that
    // the watcher waits on, and a watcher that still lives then stops the server.
    List<ProcessHandle> shells =
        process
            .descendants()
            .filter(ChildJvm::isShell)
            .sorted(
                Comparator.comparing(
                    shell -> !shell.parent().filter(ChildJvm::isShell).isPresent()))
            .toList();
    for (ProcessHandle shell : shells) {
      shell.destroyForcibly();
    }
    for (ProcessHandle shell : shells) {
      while (shell.isAlive()) {
        Thread.onSpinWait();
      }
    }
    kill();
  }

  private static boolean isShell(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("sh")).isPresent();
  }

  @Override
  public void close() {
    kill();
  }
}
