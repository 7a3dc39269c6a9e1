package io.waybill.cli.client;

import io.waybill.cli.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code waybill subscriptions}: who is told what happened. */
@Command(
    name = "subscriptions",
    mixinStandardHelpOptions = true,
    description = "See and change whom a running Waybill tells what has happened.",
    footer = {
      "",
      "Examples:",
      "  waybill subscriptions list",
      "  waybill subscriptions create -f subscription.yaml",
      "  waybill subscriptions test deploy-shop",
      "  waybill subscriptions deliveries deploy-shop",
      "",
      "A subscription file:",
      "  name: deploy-shop",
      "  when: [arrived]",
      "  target: { registries: frankfurt, repositories: \"shop/**\", tags: \"v*\" }",
      "  webhook: { url: \"https://deploy.example.com/hooks/waybill\", secret: shop }"
    })
public final class SubscriptionsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private SubscriptionsCommand() {}

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new SubscriptionsCommand())
        .addSubcommand(new SubscriptionCommands.ListAll(surroundings))
        .addSubcommand(new SubscriptionCommands.Show(surroundings))
        .addSubcommand(new SubscriptionCommands.Create(surroundings))
        .addSubcommand(new SubscriptionCommands.Update(surroundings))
        .addSubcommand(new SubscriptionCommands.Delete(surroundings))
        .addSubcommand(new SubscriptionCommands.Test(surroundings))
        .addSubcommand(new SubscriptionCommands.Deliveries(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A subcommand is missing.");
  }
}
