package io.waybill.cli;

import io.waybill.cli.terminal.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/**
 * One run of the command line within the test's own process.
 *
 * @param exitCode what it ended with
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record CommandRun(int exitCode, String out, String err) {

  /** Runs the command line in the directory, with these variables and no others. */
  public static CommandRun in(
      Path directory, Map<String, String> environment, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    Surroundings surroundings =
        new Surroundings(
            writer, new PrintWriter(err, true), Terminal.plain(writer), environment, directory);
    int exitCode = Main.run(surroundings, Termination.ofTest(), arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }

  /** Reads the command's arguments as picocli does, and runs nothing. */
  public static CommandLine parser(Object command, Surroundings surroundings) {
    return Commands.dressed(new CommandLine(command), surroundings);
  }

  /** Runs the command line in the directory, without variables. */
  public static CommandRun in(Path directory, String... arguments) {
    return in(directory, Map.of(), arguments);
  }
}
