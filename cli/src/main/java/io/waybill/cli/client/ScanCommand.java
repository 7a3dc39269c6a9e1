package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.schemas.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill scan}: what is there already is looked over. */
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Compare what is there already with its targets, and sync what differs.",
      "",
      "By a rule, whole or in part; or a repository, by the rules that name it or with --to."
    },
    footer = {
      "",
      "Examples:",
      "  waybill scan prod-to-eu --wait",
      "  waybill scan prod-to-eu --repository prod/app --tag \"v1.*\"",
      "  waybill scan shanghai/prod/app --to frankfurt --dry-run",
      "  waybill scan list"
    })
public final class ScanCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "RULE|REPOSITORY",
      arity = "0..1",
      description = "A rule's name or id, or REGISTRY/REPOSITORY.")
  private @Nullable String what;

  @Option(
      names = "--repository",
      paramLabel = "PATTERN",
      description = "Of a rule: only these repositories. May be repeated.")
  private List<String> repositories = List.of();

  @Option(
      names = "--tag",
      paramLabel = "PATTERN",
      description = "Only these tags. May be repeated.")
  private List<String> tags = List.of();

  @Option(
      names = "--to",
      paramLabel = "REGISTRY[/REPOSITORY]",
      description = "Of a repository: where to, whatever the rules say. May be repeated.")
  private List<String> targets = List.of();

  @Option(
      names = "--overwrite",
      paramLabel = "POLICY",
      completionCandidates = Words.Policies.class,
      description =
          "With --to: what happens to a tag that points to something else: always, never or"
              + " backup.")
  private @Nullable String overwrite;

  @Option(names = "--dry-run", description = "Show what would be done, and do nothing.")
  private boolean dryRun;

  @Mixin private WaitOptions waiting = new WaitOptions();
  @Mixin private ApiOptions api = new ApiOptions();

  private ScanCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new ScanCommand(surroundings))
        .addSubcommand(new ListSome(surroundings))
        .addSubcommand(new Show(surroundings))
        .addSubcommand(new Cancel(surroundings));
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    if (what == null) {
      throw CommandFailure.usage("Name a rule, or a repository: waybill scan RULE|REPOSITORY.");
    }
    try (ApiClient client = api.connect(surroundings)) {
      List<ObjectNode> wishes =
          what.contains("/") ? ofRepository(client, what) : List.of(ofRule(what));
      List<JsonNode> scans = new ArrayList<>();
      for (ObjectNode wish : wishes) {
        narrow(wish);
        scans.add(client.post(Scans.SCANS, wish));
      }
      return waiting.isWanted() || dryRun ? await(client, scans) : tellStarted(scans);
    }
  }

  private ObjectNode ofRule(String rule) {
    if (!targets.isEmpty() || overwrite != null) {
      throw CommandFailure.usage(
          "A rule says itself where to and how: --to and --overwrite go with a repository.");
    }
    return Json.lenient().createObjectNode().put("rule", rule);
  }

  private List<ObjectNode> ofRepository(ApiClient client, String repository)
      throws InterruptedException {
    if (!repositories.isEmpty()) {
      throw CommandFailure.usage("--repository goes with a rule, not with a repository.");
    }
    return targets.isEmpty()
        ? RepositoryWishes.byRules(client, repository)
        : List.of(RepositoryWishes.to(repository, targets, overwrite));
  }

  private void narrow(ObjectNode wish) {
    add(wish, "repositories", repositories);
    add(wish, "tags", tags);
    wish.put("dryRun", dryRun);
  }

  private static void add(ObjectNode wish, String key, List<String> patterns) {
    if (!patterns.isEmpty()) {
      ArrayNode array = wish.putArray(key);
      patterns.forEach(array::add);
    }
  }

  private int await(ApiClient client, List<JsonNode> scans) throws InterruptedException {
    List<JsonNode> ended = new ArrayList<>();
    for (JsonNode scan : scans) {
      ended.add(
          dryRun
              ? Scans.awaitEnd(client, scan, waiting.patience())
              : Scans.awaitTasks(client, scan, waiting.patience()));
    }
    Results results = api.results(surroundings);
    if (!results.areForPeople()) {
      results.documents(ended);
    } else if (dryRun) {
      ended.forEach(scan -> Scans.printPlan(scan, surroundings));
    } else {
      ended.forEach(scan -> Scans.print(scan, surroundings.out()));
    }
    return ended.stream().mapToInt(Scans::exitCode).max().orElse(ExitCodes.OK);
  }

  private int tellStarted(List<JsonNode> scans) {
    Results results = api.results(surroundings);
    if (results.areForPeople()) {
      scans.forEach(scan -> results.tell(Scans.started(scan)));
    } else {
      results.documents(scans);
    }
    return ExitCodes.OK;
  }

  /** {@code scan list}. */
  @Command(name = "list", description = "List scans, the newest first.")
  static final class ListSome extends ListCommand {
    @Option(names = "--rule", paramLabel = "RULE", description = "Only those of this rule.")
    private @Nullable String rule;

    ListSome(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String path() {
      return Scans.SCANS;
    }

    @Override
    Map<String, String> query() {
      return rule == null ? Map.of() : Map.of("rule", rule);
    }

    @Override
    String fewer() {
      return "--rule RULE";
    }

    @Override
    void print(List<JsonNode> scans, Results results) throws InterruptedException {
      Scans.printList(scans, results);
    }
  }

  /** What is done with one scan. */
  abstract static class AboutOne extends ClientCommand {
    @Parameters(paramLabel = "SCAN", description = "The scan's id.")
    private String scan = "";

    AboutOne(Surroundings surroundings) {
      super(surroundings);
    }

    String path() {
      return Scans.SCANS + "/" + Scans.parse(scan);
    }
  }

  /** {@code scan show}. */
  @Command(name = "show", description = "Show how far a scan is and what it has seen.")
  static final class Show extends AboutOne {
    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      JsonNode found = client.get(path());
      if (results.areForPeople()) {
        Scans.print(found, surroundings().out());
      } else {
        results.document(found);
      }
      return ExitCodes.OK;
    }
  }

  /** {@code scan cancel}. */
  @Command(
      name = "cancel",
      description = "End a scan before its time. Tasks that it has made go on.")
  static final class Cancel extends AboutOne {
    Cancel(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      JsonNode cancelled = client.post(path() + ":cancel", Json.lenient().createObjectNode());
      results.say("Cancelled scan %s.".formatted(Scans.id(cancelled)), cancelled);
      return ExitCodes.OK;
    }
  }
}
