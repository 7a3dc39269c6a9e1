package io.waybill.cli.client;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Termination;
import java.io.Console;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether somebody wants it who has seen how much it is. */
final class Confirmation {
  @Option(names = "--dry-run", description = "Only show what would be done.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Do it without asking; needed where there is no terminal to ask on.")
  private boolean yes;

  boolean isDryRun() {
    return dryRun;
  }

  /**
   * Asks on the terminal, unless the command line has said it.
   *
   * @param question such as {@code Do 3 tasks again?}
   * @throws CommandFailure where there is nobody to ask
   */
  boolean isGiven(String question, Termination termination) throws InterruptedException {
    if (yes) {
      return true;
    }
    Console console =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).orElse(null);
    if (console == null) {
      throw CommandFailure.usage(
          "There is no terminal to ask on whether this is wanted: say so with --yes, or look"
              + " first with --dry-run.");
    }
    String answer = termination.ask(() -> console.readLine("%s [y/N] ", question));
    return answer != null && answer.strip().toLowerCase(java.util.Locale.ROOT).matches("y|yes");
  }
}
