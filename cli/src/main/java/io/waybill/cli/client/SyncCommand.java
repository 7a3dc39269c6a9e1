package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.wire.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill sync}: an image now, whatever the webhooks said. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Ask a running Waybill to sync an image now.",
      "",
      "Registries go by their configured names: shanghai/prod/app:v1."
    },
    footer = {
      "",
      "Examples:",
      "  waybill sync shanghai/prod/app:v1 --wait",
      "  waybill sync shanghai/prod/app:v1 --target frankfurt/mirror/app:v1"
    })
public final class SyncCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "IMAGE", description = "REGISTRY/REPOSITORY:TAG or @DIGEST.")
  private String image = "";

  @Option(
      names = "--target",
      paramLabel = "IMAGE",
      description = "Where to, whatever the rules say. Left out: as the rules say.")
  private @Nullable String target;

  @Option(names = "--rule", paramLabel = "RULE", description = "Only by this rule, by name or id.")
  private @Nullable String rule;

  @Option(
      names = "--overwrite",
      paramLabel = "POLICY",
      description =
          "With --target: what happens to a tag that points to something else: always, never or"
              + " backup.")
  private @Nullable String overwrite;

  @Mixin private WaitOptions waiting = new WaitOptions();
  @Mixin private ApiOptions api = new ApiOptions();

  /** The command. */
  public SyncCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    ObjectNode wish = Json.lenient().createObjectNode().put("source", image);
    put(wish, "target", target);
    put(wish, "rule", rule);
    put(wish, "overwrite", overwrite);
    try (ApiClient client = api.connect(surroundings)) {
      JsonNode answer = client.post("tasks", wish);
      EventId event = new EventId(answer.path("eventId").asText());
      if (waiting.isWanted()) {
        return WaitOptions.tell(
            surroundings,
            new History(client).awaitEnds(event, waiting.patience()),
            api.results(surroundings));
      }
      api.results(surroundings).say("Asked for %s, event %s.".formatted(image, event), answer);
    }
    return ExitCodes.OK;
  }

  private static void put(ObjectNode wish, String key, @Nullable String value) {
    if (value != null) {
      wish.put(key, value);
    }
  }
}
