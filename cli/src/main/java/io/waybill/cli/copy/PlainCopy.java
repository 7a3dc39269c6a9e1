package io.waybill.cli.copy;

import io.waybill.cli.Surroundings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the command line of a copy without picocli, where it is plain: options with their whole
 * names, each followed by its value. Picocli reads annotations by reflection, which takes as long
 * as a small copy. Whatever is not plain (help, an option that is given twice, a file of arguments,
 * any mistake) is left to picocli, so that there is one place that complains; a test compares what
 * the two read.
 */
public final class PlainCopy {
  private static final Set<String> REPEATABLE =
      Set.of(
          "--exclude",
          "--exclude-repository",
          "--platform",
          "--resolve",
          "--insecure",
          "--https",
          "--skip-tls-verify");

  private static final int FEWEST_PLACES = 2;

  private final CopyCommand command;
  private final List<String> places = new ArrayList<>();
  private final Set<String> given = new HashSet<>();

  private PlainCopy(CopyCommand command) {
    this.command = command;
  }

  /** The copy that the arguments ask for; empty where picocli has to read them. */
  public static Optional<CopyCommand> read(Surroundings surroundings, String... arguments) {
    if (arguments.length == 0 || !arguments[0].equals("copy")) {
      return Optional.empty();
    }
    PlainCopy line = new PlainCopy(new CopyCommand(surroundings));
    return line.take(arguments) ? Optional.of(line.command) : Optional.empty();
  }

  private boolean take(String... arguments) {
    for (int i = 1; i < arguments.length; i++) {
      String argument = arguments[i];
      if (isValue(argument)) {
        places.add(argument);
      } else if (isAgain(argument)) {
        return false;
      } else if (!command.set(argument)) {
        i++;
        if (i == arguments.length || !isValue(arguments[i]) || !take(argument, arguments[i])) {
          return false;
        }
      }
    }
    if (places.size() < FEWEST_PLACES) {
      return false;
    }
    command.setPlaces(places);
    return true;
  }

  private boolean take(String option, String value) {
    try {
      return command.set(option, value);
    } catch (IllegalArgumentException wrong) {
      return false;
    }
  }

  private boolean isAgain(String option) {
    return !given.add(option) && !REPEATABLE.contains(option);
  }

  /** Picocli reads files of arguments, that are named with an at sign. */
  private static boolean isValue(String argument) {
    return !argument.isEmpty() && argument.charAt(0) != '-' && argument.charAt(0) != '@';
  }
}
