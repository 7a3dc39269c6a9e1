package io.waybill.cli;

import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code waybill completion}: what a shell needs to complete the commands and their options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Print a script that lets a shell complete waybill's commands and options.",
    footer = {
      "",
      "bash: source <(waybill completion bash)",
      "  or once: waybill completion bash > /etc/bash_completion.d/waybill",
      "zsh:  source <(waybill completion zsh)",
      "  after compinit, in ~/.zshrc",
      "fish is not supported: what makes the script knows bash only, which zsh understands."
    })
final class CompletionCommand implements Callable<Integer> {
  /** A shell that it is made for. */
  enum Shell {
    /** GNU's. */
    BASH,
    /** Which understands bash's, and is told so by the script itself. */
    ZSH
  }

  private final Surroundings surroundings;
  private final Supplier<CommandLine> commands;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh; fish is not supported.")
  private Shell shell = Shell.BASH;

  /**
   * The command.
   *
   * @param commands makes all commands
   */
  CompletionCommand(Surroundings surroundings, Supplier<CommandLine> commands) {
    this.surroundings = surroundings;
    this.commands = commands;
  }

  @Override
  public Integer call() {
    // Both shells get the same: the script loads zsh's bashcompinit where zsh reads it.
    surroundings.out().println("# Completion of waybill for " + shell.name() + ".");
    surroundings.out().println(AutoComplete.bash("waybill", commands.get()));
    return ExitCodes.OK;
  }
}
