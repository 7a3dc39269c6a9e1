package io.waybill.cli;

import io.waybill.cli.copy.CopyCommand;
import io.waybill.cli.copy.PlainCopy;
import io.waybill.cli.logs.LogsProvider;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** The command line's entry. It is loaded whatever the command, and mentions no more than that. */
public final class Main {
  private Main() {}

  /** Runs one command, and ends the process with its exit code. */
  public static void main(String... arguments) {
    Termination termination = Termination.install();
    LogsProvider.choose();
    QuickEnd.prepare();
    int exitCode = ExitCodes.FAILED;
    try {
      exitCode = run(Surroundings.ofProcess(), termination, arguments);
    } catch (NoClassDefFoundError missing) {
      exitCode = aboutMissing(missing);
    } catch (Throwable defect) {
      // An Error; it must not leave a process behind that other threads keep alive.
      LoggerFactory.getLogger(Main.class).error("A defect", defect);
    } finally {
      termination.exit(exitCode);
    }
  }

  /** Runs one command, and returns its exit code. */
  static int run(Surroundings surroundings, Termination termination, String... arguments) {
    Optional<CopyCommand> copy = PlainCopy.read(surroundings, arguments);
    return copy.isPresent()
        ? copy(copy.get(), surroundings)
        : Commands.commandLine(surroundings, termination, arguments).execute(arguments);
  }

  /** As picocli runs a command. */
  private static int copy(CopyCommand copy, Surroundings surroundings) {
    try {
      return copy.call();
    } catch (Exception thrown) {
      return new Complaints(surroundings.err()).aboutExecution(thrown, "waybill copy");
    }
  }

  /** Production images leave the embedded servers out, and with them what needs those. */
  private static int aboutMissing(NoClassDefFoundError missing) {
    if (!String.valueOf(missing.getMessage()).startsWith("io/waybill/embedded/")) {
      LoggerFactory.getLogger(Main.class).error("A defect", missing);
      return ExitCodes.FAILED;
    }
    System.err.println(
        "waybill: This image comes without the embedded servers, which up and demo use. Run the"
            + " roles (gateway, worker, api) with a Kafka and a PostgreSQL of your own, or run up"
            + " and demo from a source checkout.");
    return ExitCodes.UNAVAILABLE;
  }
}
