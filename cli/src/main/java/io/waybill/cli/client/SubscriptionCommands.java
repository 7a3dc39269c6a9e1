package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Table;
import io.waybill.schemas.wire.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommands of {@code waybill subscriptions}. */
final class SubscriptionCommands {
  private static final String SUBSCRIPTIONS = "subscriptions";
  private static final String HEALTH = "health";

  private SubscriptionCommands() {}

  /** A command about one subscription. */
  abstract static class AboutOne extends ClientCommand {
    @Parameters(paramLabel = "SUBSCRIPTION", description = "The subscription's name or id.")
    private String subscription = "";

    AboutOne(Surroundings surroundings) {
      super(surroundings);
    }

    String name() {
      return subscription;
    }

    String path() {
      return SUBSCRIPTIONS + "/" + ApiClient.component(subscription);
    }
  }

  /** {@code subscriptions list}. */
  @Command(name = "list", description = "List the subscriptions, and how their deliveries go.")
  static final class ListAll extends ClientCommand {
    ListAll(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      List<JsonNode> all = Pages.all(client, SUBSCRIPTIONS);
      if (!results.areForPeople()) {
        results.documents(all);
        return ExitCodes.OK;
      }
      Table table = new Table("STATE", "PENDING", "WHEN", "RECEIVER", "WHY", "NAME");
      for (JsonNode one : all) {
        JsonNode health = one.path(HEALTH);
        table.row(
            one.path("enabled").asBoolean() ? health.path("state").asText() : "off",
            health.path("pending").asText(),
            joined(one.path("when")),
            receiver(one),
            health.path("disabledReason").asText(health.path("lastError").asText()),
            one.path("name").asText());
      }
      results.table(
          table, "There are no subscriptions. Make one: waybill subscriptions create -f FILE");
      return ExitCodes.OK;
    }

    private static String joined(JsonNode words) {
      List<String> texts = new ArrayList<>();
      words.forEach(word -> texts.add(word.asText()));
      return String.join(",", texts);
    }

    private static String receiver(JsonNode one) {
      JsonNode kubernetes = one.path("kubernetes");
      return kubernetes.isObject()
          ? "%s:%s/%s"
              .formatted(
                  kubernetes.path("cluster").asText(),
                  kubernetes.path("namespace").asText(),
                  kubernetes.path("workload").asText())
          : one.path("webhook").path("url").asText();
    }
  }

  /** {@code subscriptions show}. */
  @Command(name = "show", description = "Print one subscription, as JSON or YAML.")
  static final class Show extends AboutOne {
    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      results.asDocument().document(client.get(path()));
      return ExitCodes.OK;
    }
  }

  /** {@code subscriptions create}. */
  @Command(name = "create", description = "Make the subscriptions of a file (YAML or JSON).")
  static final class Create extends ClientCommand {
    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        required = true,
        description =
            "One subscription, several with --- between, or a list under subscriptions; - is"
                + " standard input.")
    private @Nullable Path file;

    Create(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      List<JsonNode> all = read(file, SUBSCRIPTIONS);
      Mistakes mistakes = new Mistakes("subscription", all.size());
      for (int i = 0; i < all.size(); i++) {
        JsonNode one = all.get(i);
        mistakes.collect(i + 1, one, () -> make(client, one, results));
      }
      mistakes.throwIfAny("Not all of the subscriptions were made");
      return ExitCodes.OK;
    }

    private static void make(ApiClient client, JsonNode one, Results results)
        throws InterruptedException {
      JsonNode made = client.post(SUBSCRIPTIONS, one);
      results.say(
          "Made subscription %s (%s)."
              .formatted(made.path("name").asText(), made.path("id").asText()),
          made);
    }
  }

  /** {@code subscriptions update}. */
  @Command(
      name = "update",
      description = {
        "Replace a subscription by that of a file (YAML or JSON).",
        "One that was disabled because its receiver failed begins anew."
      })
  static final class Update extends AboutOne {
    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        required = true,
        description = "The subscription, whole; - is standard input.")
    private @Nullable Path file;

    Update(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      List<JsonNode> given = read(file, SUBSCRIPTIONS);
      if (given.size() != 1) {
        throw CommandFailure.usage(
            "The file has %d subscriptions, but update takes one.".formatted(given.size()));
      }
      JsonNode changed = client.put(path(), given.getFirst());
      results.say(
          "Changed subscription %s, which is at revision %d now."
              .formatted(changed.path("name").asText(), changed.path("revision").asLong()),
          changed);
      return ExitCodes.OK;
    }
  }

  /** {@code subscriptions delete}. */
  @Command(name = "delete", description = "Remove a subscription, and what waits for it.")
  static final class Delete extends AboutOne {
    Delete(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      client.delete(path());
      results.tell("Removed subscription %s.".formatted(name()));
      return ExitCodes.OK;
    }
  }

  /** {@code subscriptions test}. */
  @Command(
      name = "test",
      description = "Try the receiver out; exit code 1 where it does not take the test.")
  static final class Test extends AboutOne {
    Test(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      JsonNode trial = client.post(path() + ":test", Json.lenient().createObjectNode());
      boolean well = trial.path("delivered").asBoolean();
      results.say(
          well
              ? "The receiver took it: %d after %s."
                  .formatted(
                      trial.path("answered").asInt(),
                      Durations.forPeople(Duration.ofMillis(trial.path("tookMs").asLong())))
              : trial.path("error").asText(),
          trial);
      return well ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  /** {@code subscriptions deliveries}. */
  @Command(name = "deliveries", description = "List what was delivered or waits, the newest first.")
  static final class Deliveries extends ListCommand {
    @Parameters(paramLabel = "SUBSCRIPTION", description = "The subscription's name or id.")
    private String subscription = "";

    Deliveries(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String path() {
      return SUBSCRIPTIONS + "/" + ApiClient.component(subscription) + "/deliveries";
    }

    @Override
    void print(List<JsonNode> found, Results results) throws InterruptedException {
      Table table = new Table("MADE", "STATE", "TRIES", "TRIED", "ANSWERED", "NEXT", "WHY", "TASK");
      for (JsonNode one : found) {
        table.row(
            results.time(one.path("createdAt")),
            one.path("state").asText(),
            one.path("attempts").asText(),
            results.time(one.path("triedAt")),
            one.path("answered").asText(),
            results.time(one.path("dueAt")),
            one.path("error").asText(),
            one.path("taskId").asText());
      }
      results.table(table, "Nothing was delivered yet, and nothing waits.");
    }
  }
}
