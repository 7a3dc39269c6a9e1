package io.waybill.cli.webhooks;

import io.waybill.chassis.config.ConfigException;
import io.waybill.chassis.life.StartException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.cli.roles.ConfigOptions;
import io.waybill.gateway.WebhookTrial;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The configuration whose webhooks are looked at, and how the answer is printed. */
final class TrialOptions {
  @Mixin private ConfigOptions configuration = new ConfigOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      order = 81,
      defaultValue = "text",
      description = "text for people, json for scripts (default: ${DEFAULT-VALUE}).")
  private Output output = Output.TEXT;

  /** How a result is printed. */
  enum Output {
    TEXT,
    JSON
  }

  boolean isJson() {
    return output == Output.JSON;
  }

  /** The webhooks of the configuration, as the gateway would have them. */
  WebhookTrial trial(Surroundings surroundings) throws ConfigException {
    try {
      return WebhookTrial.of(configuration.load(surroundings));
    } catch (StartException refused) {
      throw CommandFailure.usage(
          "The gateway would not start with these webhooks:",
          String.valueOf(refused.getMessage()).lines().toList());
    }
  }
}
