package io.waybill.cli;

import io.waybill.chassis.config.ConfigException;
import io.waybill.chassis.life.StartException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what a command throws into sentences on standard error and an exit code. */
final class Complaints {
  /** Picocli lists an option's words as Java spells them, the help as people type them. */
  private static final Pattern WORDS =
      Pattern.compile("(expected one of )(\\[[A-Z_, ]+\\]) \\(case-insensitive\\)");

  private final PrintWriter err;

  Complaints(PrintWriter err) {
    this.err = err;
  }

  /** A command line that cannot be understood. */
  int aboutUsage(ParameterException wrong, String... arguments) {
    CommandLine command = wrong.getCommandLine();
    err.println("waybill: " + inSmallLetters(String.valueOf(wrong.getMessage())));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    err.flush();
    return ExitCodes.USAGE;
  }

  private static String inSmallLetters(String message) {
    return WORDS
        .matcher(message)
        .replaceAll(found -> found.group(1) + found.group(2).toLowerCase(Locale.ROOT));
  }

  /** A command that ended with an exception. */
  int aboutExecution(Exception thrown, String command) {
    int exitCode =
        switch (thrown) {
          case ParameterException wrong -> aboutUsage(wrong);
          case CommandFailure failure -> {
            if (failure.getCause() != null) {
              log().debug(failure.sentence(), failure.getCause());
            }
            int code = say(failure.exitCode(), failure.sentence(), failure.details());
            if (!failure.end().isEmpty()) {
              err.println(failure.end());
            }
            yield code;
          }
          case ConfigException wrong ->
              say(ExitCodes.USAGE, "The configuration cannot be used:", wrong.problems());
          case StartException refused ->
              say(ExitCodes.UNAVAILABLE, refused.getMessage(), List.of());
          case InterruptedException interrupted ->
              say(ExitCodes.INTERRUPTED, "Interrupted.", List.of());
          default -> {
            log().error("A defect: {}", command, thrown);
            yield say(
                ExitCodes.FAILED,
                "This is a defect of Waybill; please report it with the log: " + thrown,
                List.of());
          }
        };
    err.flush();
    return exitCode;
  }

  private static Logger log() {
    return LoggerFactory.getLogger("waybill");
  }

  private int say(
      int exitCode, @org.jspecify.annotations.Nullable String sentence, List<String> details) {
    err.println("waybill: " + sentence);
    details.forEach(detail -> err.println("  - " + detail));
    return exitCode;
  }
}
