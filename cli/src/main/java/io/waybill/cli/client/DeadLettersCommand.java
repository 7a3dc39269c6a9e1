package io.waybill.cli.client;

import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code waybill dead-letters}: what could not be understood. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = "See what a running Waybill could not understand, and put it back.",
    footer = {
      "",
      "Examples:",
      "  waybill dead-letters list --topic waybill.events",
      "  waybill dead-letters show LETTER",
      "  waybill dead-letters show LETTER --body > body.json",
      "  waybill dead-letters replay --topic waybill.events --since 24h",
      "  waybill dead-letters settle --webhook shanghai-push --yes",
      "",
      "What a sender posted to a webhook is read by the gateway only: save its body, and post it"
          + " to the webhook again."
    })
public final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private DeadLettersCommand() {}

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings, Termination termination) {
    return new CommandLine(new DeadLettersCommand())
        .addSubcommand(new DeadLetterCommands.ListSome(surroundings))
        .addSubcommand(new DeadLetterCommands.Show(surroundings))
        .addSubcommand(new DeadLetterCommands.Replay(surroundings, termination))
        .addSubcommand(new DeadLetterCommands.Settle(surroundings, termination));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A subcommand is missing.");
  }
}
