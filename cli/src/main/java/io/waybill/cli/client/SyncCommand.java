package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill sync}: images now, whatever the webhooks said. */
@Command(
    name = "sync",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Ask a running Waybill to sync images now: tags, digests, or whole repositories.",
      "",
      "Registries go by their configured names: shanghai/prod/app:v1. Of a repository, only what",
      "differs from its target is synced."
    },
    footer = {
      "",
      "Examples:",
      "  waybill sync shanghai/prod/app:v1 shanghai/prod/app:v2 --wait",
      "  waybill sync shanghai/prod/app --to frankfurt",
      "  waybill sync shanghai/prod/app:v1 --target frankfurt/mirror/app:v1"
    })
public final class SyncCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "IMAGE|REPOSITORY",
      arity = "1..*",
      description = "REGISTRY/REPOSITORY:TAG, @DIGEST, or REGISTRY/REPOSITORY for all its tags.")
  private List<String> images = List.of();

  @Option(
      names = "--target",
      paramLabel = "IMAGE",
      description = "Of one image: where to, whatever the rules say.")
  private @Nullable String target;

  @Option(
      names = "--to",
      paramLabel = "REGISTRY[/REPOSITORY]",
      description =
          "Where to, whatever the rules say, under the same tag, and the same path unless it is"
              + " said. Left out: as the rules say.")
  private @Nullable String to;

  @Option(names = "--rule", paramLabel = "RULE", description = "Only by this rule, by name or id.")
  private @Nullable String rule;

  @Option(
      names = "--overwrite",
      paramLabel = "POLICY",
      completionCandidates = Words.Policies.class,
      description =
          "With --target or --to: what happens to a tag that points to something else: always,"
              + " never or backup.")
  private @Nullable String overwrite;

  @Mixin private WaitOptions waiting = new WaitOptions();
  @Mixin private ApiOptions api = new ApiOptions();

  /** The command. */
  public SyncCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** What was asked for: answers for single images, scans for repositories. */
  private record Asked(List<JsonNode> answers, List<JsonNode> scans) {
    List<EventId> events() {
      return answers.stream().map(answer -> new EventId(answer.path("eventId").asText())).toList();
    }
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    requireOneMeaning();
    try (ApiClient client = api.connect(surroundings)) {
      Asked asked = ask(client);
      if (waiting.isWanted()) {
        return await(client, asked);
      }
      tell(asked);
      return ExitCodes.OK;
    }
  }

  /** All are asked for before the first one is waited for. */
  private Asked ask(ApiClient client) throws InterruptedException {
    Asked asked = new Asked(new ArrayList<>(), new ArrayList<>());
    for (String image : images) {
      if (isImage(image)) {
        asked.answers().add(client.post("tasks", wish(image)));
      } else {
        for (ObjectNode wish : wishes(client, image)) {
          asked.scans().add(client.post(Scans.SCANS, wish));
        }
      }
    }
    return asked;
  }

  private int await(ApiClient client, Asked asked) throws InterruptedException {
    List<JsonNode> records = new ArrayList<>();
    for (EventId event : asked.events()) {
      records.addAll(new History(client).awaitEnds(event, waiting.patience()));
    }
    List<JsonNode> scans = new ArrayList<>();
    for (JsonNode scan : asked.scans()) {
      scans.add(Scans.awaitTasks(client, scan, waiting.patience()));
    }
    Results results = api.results(surroundings);
    int worst = scans.stream().mapToInt(Scans::exitCode).max().orElse(ExitCodes.OK);
    if (!asked.answers().isEmpty()) {
      worst = Math.max(worst, WaitOptions.tell(surroundings, records, results));
    }
    if (results.areForPeople()) {
      scans.forEach(scan -> Scans.print(scan, surroundings.out()));
    } else if (!scans.isEmpty()) {
      results.documents(scans);
    }
    return worst;
  }

  private void requireOneMeaning() {
    if (target != null && (images.size() > 1 || !isImage(images.getFirst()))) {
      throw CommandFailure.usage("--target goes with one image; for several there is --to.");
    }
    if (target != null && to != null) {
      throw CommandFailure.usage("Give --target or --to, not both.");
    }
  }

  /** Whether it has a tag or digest; a port stands before the first slash. */
  private static boolean isImage(String reference) {
    int slash = reference.indexOf('/');
    return slash >= 0 && (reference.indexOf(':', slash) >= 0 || reference.indexOf('@') >= 0);
  }

  private ObjectNode wish(String image) {
    ObjectNode wish = Json.lenient().createObjectNode().put("source", image);
    put(wish, "target", to == null ? target : targetOf(image, to));
    put(wish, "rule", rule);
    put(wish, "overwrite", overwrite);
    return wish;
  }

  private static String targetOf(String image, String place) {
    int slash = image.indexOf('/');
    int colon = image.indexOf(':', slash);
    int at = image.indexOf('@');
    int end = at >= 0 ? at : colon;
    return place.indexOf('/') >= 0 ? place + image.substring(end) : place + image.substring(slash);
  }

  private List<ObjectNode> wishes(ApiClient client, String repository) throws InterruptedException {
    if (rule != null) {
      return List.of(RepositoryWishes.byRule(repository, rule));
    }
    return to == null
        ? RepositoryWishes.byRules(client, repository)
        : List.of(RepositoryWishes.to(repository, List.of(to), overwrite));
  }

  private void tell(Asked asked) {
    Results results = api.results(surroundings);
    if (!results.areForPeople()) {
      List<JsonNode> all = new ArrayList<>(asked.answers());
      all.addAll(asked.scans());
      results.document(all.size() == 1 ? all.getFirst() : Documents.array(all));
      return;
    }
    List<String> single = images.stream().filter(SyncCommand::isImage).toList();
    for (int i = 0; i < single.size(); i++) {
      results.tell("Asked for %s, event %s.".formatted(single.get(i), asked.events().get(i)));
    }
    asked.scans().forEach(scan -> results.tell(Scans.started(scan)));
  }

  private static void put(ObjectNode wish, String key, @Nullable String value) {
    if (value != null) {
      wish.put(key, value);
    }
  }
}
