package io.waybill.cli.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.gateway.Preview;
import io.waybill.gateway.WebhookTrial;
import io.waybill.gateway.WebhookTrial.Webhook;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill webhooks test NAME FILE}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Show what a body would become at a webhook, without any effect.",
      "Only the configuration is read: no gateway has to run, and nothing has to be shown."
    },
    footer = {
      "",
      "Exit code 0 where all of the body is understood, 1 where it is not.",
      "",
      "Examples:",
      "  waybill webhooks test harbor-push body.json",
      "  waybill webhooks test ghcr body.json -H 'X-GitHub-Event: registry_package'"
    })
final class TestWebhook implements Callable<Integer> {
  /** The largest body that a gateway can be made to take. */
  private static final int MAX_BODY = 64 << 20;

  private static final Path STANDARD_INPUT = Path.of("-");

  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "NAME", description = "The webhook, as configured.")
  private String name = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "The body as the registry sends it; - is standard input.")
  private Path file = STANDARD_INPUT;

  @Option(
      names = {"-H", "--header"},
      paramLabel = "'NAME: VALUE'",
      order = 10,
      description =
          "A header of the request, for senders that say there what the body is. May be repeated.")
  private List<String> headers = new ArrayList<>();

  @Mixin private TrialOptions options = new TrialOptions();

  TestWebhook(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, JsonProcessingException {
    WebhookTrial trial = options.trial(surroundings);
    byte[] body = body();
    if (body.length > trial.maxBody().bytes()) {
      throw CommandFailure.failed(
          "%s has %d bytes, and gateway.maxBody is %s: the gateway would answer 413."
              .formatted(file, body.length, trial.maxBody()));
    }
    Preview preview =
        trial
            .preview(name, parsedHeaders(), body)
            .orElseThrow(() -> CommandFailure.usage(unknown(trial.webhooks())));
    if (options.isJson()) {
      surroundings.out().println(Json.lenient().writeValueAsString(preview));
    } else {
      new PreviewText(surroundings.out()).print(preview);
    }
    return preview.unreadable().isEmpty() ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private String unknown(List<Webhook> webhooks) {
    String known = webhooks.stream().map(Webhook::name).collect(Collectors.joining(", "));
    return "No webhook is called \"%s\": %s."
        .formatted(
            name,
            known.isEmpty() ? "none is configured, add it under webhooks" : "known are " + known);
  }

  private Map<String, String> parsedHeaders() {
    Map<String, String> parsed = new HashMap<>();
    for (String header : headers) {
      int colon = header.indexOf(':');
      if (colon < 1) {
        throw CommandFailure.usage(
            "\"%s\" is no header: write it as 'NAME: VALUE'.".formatted(header));
      }
      parsed.put(header.substring(0, colon).strip(), header.substring(colon + 1).strip());
    }
    return parsed;
  }

  private byte[] body() {
    try {
      if (file.equals(STANDARD_INPUT)) {
        return limited(System.in.readNBytes(MAX_BODY + 1));
      }
      Path named = surroundings.resolve(file);
      if (Files.size(named) > MAX_BODY) {
        throw tooLarge();
      }
      return limited(Files.readAllBytes(named));
    } catch (NoSuchFileException missing) {
      throw CommandFailure.usage("There is no file %s.".formatted(file));
    } catch (IOException e) {
      throw CommandFailure.usage(
          "Tried to read %s, but failed because: %s.".formatted(file, e.getMessage()));
    }
  }

  private byte[] limited(byte[] body) {
    if (body.length > MAX_BODY) {
      throw tooLarge();
    }
    return body;
  }

  private CommandFailure tooLarge() {
    return CommandFailure.usage(
        "%s is larger than 64 MiB, more than any gateway takes.".formatted(file));
  }
}
