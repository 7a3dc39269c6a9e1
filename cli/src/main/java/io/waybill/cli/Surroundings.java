package io.waybill.cli;

import io.waybill.cli.terminal.PrintableWriter;
import io.waybill.cli.terminal.Terminal;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command finds around it, so that a test can put something else there.
 *
 * @param out where results go: what a script reads
 * @param err where everything else goes: progress, complaints
 * @param terminal how people are told what happens; behind it is {@code out} or {@code err}
 * @param environment the environment's variables
 * @param directory the working directory
 */
public record Surroundings(
    PrintWriter out,
    PrintWriter err,
    Terminal terminal,
    Map<String, String> environment,
    Path directory) {

  /** Those of this process. */
  public static Surroundings ofProcess() {
    Map<String, String> environment = System.getenv();
    return new Surroundings(
        printer(System.out),
        printer(System.err),
        Terminal.of(System.out, environment),
        environment,
        Path.of("").toAbsolutePath());
  }

  /** Results and complaints repeat what others wrote. */
  private static PrintWriter printer(PrintStream stream) {
    return new PrintWriter(
        new PrintableWriter(new OutputStreamWriter(stream, stream.charset())), true);
  }

  /** The same, with people told on standard error, so that standard output is for scripts alone. */
  public Surroundings talkingOnError() {
    return new Surroundings(out, err, Terminal.of(System.err, environment), environment, directory);
  }

  /** The file or directory that a user named, seen from the working directory. */
  public Path resolve(Path named) {
    return directory.resolve(named).normalize();
  }

  /** Reads a text of standard input to its end. */
  public static String standardInput() throws java.io.IOException {
    return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
  }
}
