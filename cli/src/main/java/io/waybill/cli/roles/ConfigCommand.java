package io.waybill.cli.roles;

import io.waybill.chassis.config.ConfigException;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code waybill config check}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Look at the configuration.")
public final class ConfigCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private ConfigCommand() {}

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new ConfigCommand()).addSubcommand(new Check(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A subcommand is missing.");
  }

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Load the configuration as a role would, and say what is wrong with it.",
      footer = {
        "",
        "Exit code 0 where it can be used, 2 where it cannot.",
        "",
        "Example:",
        "  waybill config check --config waybill.yaml"
      })
  static final class Check implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private ConfigOptions configuration = new ConfigOptions();

    Check(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws ConfigException {
      WaybillConfig config = configuration.load(surroundings);
      String source =
          configuration
              .findFile(surroundings)
              .map(Path::toString)
              .orElse("The defaults and the environment");
      surroundings
          .out()
          .printf(
              "%s: %s, %s, Kafka %s, database %s.%n",
              source,
              count(config.registries().size(), "registry", "registries"),
              count(config.webhooks().size(), "webhook", "webhooks"),
              config.kafka().bootstrapServers().orElse("embedded"),
              config.database().url().orElse("embedded"));
      PortGuard.findClash(config)
          .ifPresent(
              why ->
                  surroundings
                      .out()
                      .println("waybill up, which runs all roles, would not start: " + why));
      Refusals.requireNone(Refusals.ofAny(config));
      surroundings.out().println("It can be used.");
      return ExitCodes.OK;
    }

    private static String count(int count, String one, String many) {
      return count + " " + (count == 1 ? one : many);
    }
  }
}
