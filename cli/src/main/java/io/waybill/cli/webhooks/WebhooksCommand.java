package io.waybill.cli.webhooks;

import io.waybill.cli.Surroundings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code waybill webhooks}: what registries are to send where, and what it would become. */
@Command(
    name = "webhooks",
    mixinStandardHelpOptions = true,
    description = "See the configured webhooks, and try bodies out without any effect.",
    footer = {
      "",
      "Examples:",
      "  waybill webhooks list",
      "  waybill webhooks test harbor-push body.json",
      "  waybill webhooks test ghcr body.json -H 'X-GitHub-Event: registry_package'"
    })
public final class WebhooksCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private WebhooksCommand() {}

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new WebhooksCommand())
        .addSubcommand(new ListWebhooks(surroundings))
        .addSubcommand(new TestWebhook(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A subcommand is missing.");
  }
}
