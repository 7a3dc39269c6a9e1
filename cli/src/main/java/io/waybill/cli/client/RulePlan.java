package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.schemas.wire.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill rules plan}: what a rule would do with what is there already. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Show what rules would do with what is there already, without doing it:",
      "which images they would copy where, how many bytes at most, and what would be overwritten."
    })
final class RulePlan implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "FILE|RULE",
      description =
          "A file with rules (YAML or JSON; - is standard input), or a rule's name or id.")
  private String what = "";

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long to wait for it: 90s, 10m (default: ${DEFAULT-VALUE}).")
  private String timeout = "10m";

  @Mixin private ApiOptions api = new ApiOptions();

  RulePlan(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    Duration patience = WaitOptions.patience(timeout);
    List<JsonNode> plans = new ArrayList<>();
    try (ApiClient client = api.connect(surroundings)) {
      List<JsonNode> wishes = wishes();
      Mistakes mistakes = new Mistakes("rule", wishes.size());
      for (int i = 0; i < wishes.size(); i++) {
        JsonNode wish = wishes.get(i);
        mistakes.collect(i + 1, wish, () -> plans.add(plan(client, wish, patience)));
      }
      mistakes.throwIfAny("Not all of the rules can be planned");
    }
    Results results = api.results(surroundings);
    if (!results.areForPeople()) {
      results.document(plans.size() == 1 ? plans.getFirst() : Documents.array(plans));
    } else {
      plans.forEach(plan -> Scans.printPlan(plan, surroundings));
    }
    return plans.stream().mapToInt(Scans::exitCode).max().orElse(ExitCodes.OK);
  }

  private static JsonNode plan(ApiClient client, JsonNode wish, Duration patience)
      throws InterruptedException {
    JsonNode first = client.post("rules:preview", wish);
    JsonNode plan = Scans.awaitEnd(client, first, patience);
    if (plan instanceof ObjectNode whole && first.has("warnings")) {
      whole.set("warnings", first.path("warnings"));
    }
    return plan;
  }

  private List<JsonNode> wishes() {
    Path file = Path.of(what);
    if (what.equals("-") || Files.isRegularFile(surroundings.resolve(file))) {
      List<JsonNode> rules = Documents.read(surroundings, file, "rules");
      Mistakes.requireNone(rules);
      return rules;
    }
    if (what.contains("/") || what.contains(".y") || what.endsWith(".json")) {
      throw CommandFailure.usage("There is no file %s.".formatted(what));
    }
    ObjectNode rule = Json.lenient().createObjectNode().put("rule", what);
    return List.of(rule);
  }
}
