package io.waybill.cli.client;

import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code waybill rules}: which images go where. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "See and change the rules of a running Waybill.",
    footer = {
      "",
      "Examples:",
      "  waybill rules list",
      "  waybill rules create -f rule.yaml",
      "  waybill rules apply -f rules.yaml --dry-run",
      "  waybill rules get prod-to-eu -o json",
      "  waybill rules delete prod-to-eu",
      "  waybill rules plan rule.yaml",
      "  waybill rules deletes prod-to-eu --release",
      "",
      "A rule file:",
      "  name: prod-to-eu",
      "  source: { registry: shanghai, repositories: \"prod/**\", tags: \"v*\" }",
      "  targets:",
      "  - { registry: frankfurt, repository: \"mirror/{repository}\" }"
    })
public final class RulesCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private RulesCommand() {}

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings, Termination termination) {
    return new CommandLine(new RulesCommand())
        .addSubcommand(new RuleCommands.ListAll(surroundings))
        .addSubcommand(new RuleCommands.Get(surroundings))
        .addSubcommand(new RuleCommands.Create(surroundings))
        .addSubcommand(new RuleCommands.Update(surroundings))
        .addSubcommand(new RuleCommands.Delete(surroundings))
        .addSubcommand(new ApplyRules(surroundings, termination))
        .addSubcommand(new RulePlan(surroundings))
        .addSubcommand(new DeletesCommand(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A subcommand is missing.");
  }
}
