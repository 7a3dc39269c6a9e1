package io.waybill.cli.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Table;
import io.waybill.gateway.WebhookTrial.Webhook;
import io.waybill.schemas.wire.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code waybill webhooks list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "The configured webhooks: who sends them, what has to be shown, and where to.")
final class ListWebhooks implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private TrialOptions options = new TrialOptions();

  ListWebhooks(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, JsonProcessingException {
    List<Webhook> webhooks = options.trial(surroundings).webhooks();
    if (options.isJson()) {
      surroundings.out().println(Json.lenient().writeValueAsString(webhooks));
      return ExitCodes.OK;
    }
    if (webhooks.isEmpty()) {
      surroundings.out().println("No webhook is configured: add one under webhooks.");
      return ExitCodes.OK;
    }
    Table table = new Table("NAME", "TYPE", "REGISTRY", "WITHOUT KAFKA", "ADDRESS");
    for (Webhook webhook : webhooks) {
      table.row(
          webhook.name(),
          webhook.type(),
          webhook.registry(),
          webhook.spooled() ? "kept on disk" : "503",
          webhook.path());
    }
    table.print(surroundings.out());
    surroundings.out().println();
    for (Webhook webhook : webhooks) {
      surroundings
          .out()
          .println(webhook.name() + " takes requests that show " + webhook.shown() + ".");
    }
    return ExitCodes.OK;
  }
}
