package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The subcommands of {@code waybill rules}. */
final class RuleCommands {
  private static final String RULES = "rules";

  private RuleCommands() {}

  /** What they have in common: a client, and how its answers are printed. */
  @Command(mixinStandardHelpOptions = true, sortOptions = false)
  abstract static class Base implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin private ApiOptions api = new ApiOptions();

    Base(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws ConfigException, InterruptedException {
      try (ApiClient client = api.connect(surroundings)) {
        run(client);
      }
      return ExitCodes.OK;
    }

    abstract void run(ApiClient client) throws InterruptedException;

    Surroundings surroundings() {
      return surroundings;
    }

    Results results() {
      return api.results(surroundings);
    }

    List<JsonNode> read(@Nullable Path file) {
      return Documents.read(surroundings, file, "rules");
    }
  }

  /** {@code rules list}. */
  @Command(name = "list", description = "List the rules.")
  static final class ListAll extends Base {
    ListAll(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void run(ApiClient client) throws InterruptedException {
      List<JsonNode> rules = Pages.all(client, RULES);
      if (!results().areForPeople()) {
        results().documents(rules);
        return;
      }
      Table table = new Table("NAME", "ENABLED", "SOURCE", "TARGETS", "ID");
      for (JsonNode rule : rules) {
        table.row(
            rule.path("name").asText(),
            rule.path("enabled").asBoolean() ? "yes" : "no",
            source(rule.path("source")),
            targets(rule.path("targets")),
            rule.path("id").asText());
      }
      results().table(table, "There are no rules. Make one: waybill rules create -f FILE");
    }

    private static String source(JsonNode source) {
      return source.path("registry").asText()
          + "/"
          + joined(source.path("repositories"))
          + ":"
          + joined(source.path("tags"));
    }

    private static String joined(JsonNode patterns) {
      List<String> texts = new ArrayList<>();
      patterns.forEach(pattern -> texts.add(pattern.asText()));
      return String.join(",", texts);
    }

    private static String targets(JsonNode targets) {
      List<String> texts = new ArrayList<>();
      for (JsonNode target : targets) {
        texts.add(target.path("registry").asText() + "/" + target.path("repository").asText());
      }
      return String.join(" ", texts);
    }
  }

  /** {@code rules get}. */
  @Command(name = "get", description = "Print one rule, as JSON or YAML.")
  static final class Get extends Base {
    @Parameters(paramLabel = "RULE", description = "The rule's name or id.")
    private String rule = "";

    Get(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void run(ApiClient client) throws InterruptedException {
      results().asDocument().document(client.get(path(rule)));
    }
  }

  /** {@code rules create}. */
  @Command(name = "create", description = "Make the rules of a file (YAML or JSON).")
  static final class Create extends Base {
    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        required = true,
        description =
            "One rule, several with --- between, or a list under rules; - is standard input.")
    private @Nullable Path file;

    Create(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void run(ApiClient client) throws InterruptedException {
      List<JsonNode> rules = read(file);
      Mistakes.requireNone(rules);
      Mistakes mistakes = new Mistakes("rule", rules.size());
      for (int i = 0; i < rules.size(); i++) {
        JsonNode rule = rules.get(i);
        mistakes.collect(i + 1, rule, () -> make(client, rule));
      }
      mistakes.throwIfAny("Not all of the rules were made");
    }

    private void make(ApiClient client, JsonNode rule) throws InterruptedException {
      JsonNode made = client.post(RULES, rule);
      results()
          .say(
              "Made rule %s (%s).".formatted(made.path("name").asText(), made.path("id").asText()),
              made);
      warn(surroundings(), made);
    }
  }

  /** {@code rules update}. */
  @Command(name = "update", description = "Replace a rule by that of a file (YAML or JSON).")
  static final class Update extends Base {
    @Parameters(paramLabel = "RULE", description = "The rule's name or id.")
    private String rule = "";

    @Option(
        names = {"-f", "--file"},
        paramLabel = "FILE",
        required = true,
        description = "The rule, whole; - is standard input.")
    private @Nullable Path file;

    Update(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void run(ApiClient client) throws InterruptedException {
      List<JsonNode> rules = read(file);
      if (rules.size() != 1) {
        throw CommandFailure.usage(
            "The file has %d rules, but update takes one.".formatted(rules.size()));
      }
      JsonNode changed = client.put(path(rule), rules.getFirst());
      results()
          .say(
              "Changed rule %s, which is at revision %d now."
                  .formatted(changed.path("name").asText(), changed.path("revision").asLong()),
              changed);
      warn(surroundings(), changed);
    }
  }

  /** {@code rules delete}. */
  @Command(name = "delete", description = "Remove a rule. History stays.")
  static final class Delete extends Base {
    @Parameters(paramLabel = "RULE", description = "The rule's name or id.")
    private String rule = "";

    Delete(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    void run(ApiClient client) throws InterruptedException {
      client.delete(path(rule));
      results().tell("Removed rule %s.".formatted(rule));
    }
  }

  /** What the rule does to others is said beside the answer, which scripts read. */
  static void warn(Surroundings surroundings, JsonNode rule) {
    rule.path("warnings")
        .forEach(warning -> surroundings.err().println("warning: " + warning.asText()));
  }

  /** The path of the rule with this id or name. */
  private static String path(String rule) {
    return RULES + "/" + ApiClient.component(rule);
  }
}
