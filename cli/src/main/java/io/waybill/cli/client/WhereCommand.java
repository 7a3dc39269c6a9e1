package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Counted;
import io.waybill.cli.terminal.Table;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill where REF}: where an image is now, or what is at a target. */
@Command(
    name = "where",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "See where an image is now, and since when, and which rules take it, or why they do not;"
            + " or, for a target, what is there. From what Waybill did and found, without asking"
            + " the registries.",
    footer = {
      "",
      "Exit codes: 0 known (with --digest: there, in every target; with --in: there), 1 not.",
      "",
      "Examples:",
      "  waybill where shanghai/team/app:v1",
      "  waybill where shanghai/team/app:v1 --in frankfurt",
      "  waybill where frankfurt/mirror/team/app:v1 --digest sha256:..."
    })
public final class WhereCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ApiOptions api = new ApiOptions();

  @Parameters(paramLabel = "REF", description = "The image: registry/repository:tag, as in rules.")
  private @Nullable Reference image;

  @Option(
      names = "--digest",
      paramLabel = "DIGEST",
      description = "Ask whether it is this one, and end with 1 where it is not.")
  private @Nullable String digest;

  @Option(
      names = "--in",
      paramLabel = "REGISTRY",
      description = "Ask whether it is in this registry, and end with 1 where it is not.")
  private @Nullable String registry;

  /** The command. */
  public WhereCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    Reference asked = java.util.Objects.requireNonNull(image);
    try (ApiClient client = api.connect(surroundings)) {
      Optional<JsonNode> target =
          registry == null ? client.find("images/" + address(asked)) : Optional.empty();
      List<JsonNode> copies = new ArrayList<>();
      client.get("copies/" + address(asked)).path("items").forEach(copies::add);
      copies.removeIf(copy -> !isAsked(copy));
      // Of what is a target only, the rules of its own registry say nothing.
      Optional<JsonNode> fits =
          target.isPresent() && copies.isEmpty()
              ? Optional.empty()
              : client.find("fits/" + address(asked));
      Results results = api.results(surroundings);
      if (results.areForPeople()) {
        target.ifPresent(state -> results.tell(sentence(state)));
        print(asked, copies, target.isPresent(), results);
        fits.ifPresent(found -> print(found, copies, results));
      } else {
        ObjectNode all = Json.lenient().createObjectNode();
        target.ifPresent(state -> all.set("image", state));
        all.set("copies", Documents.array(copies));
        fits.ifPresent(found -> all.set("rules", found.path("rules")));
        results.document(all);
      }
      return isThere(copies.isEmpty() ? target.stream().toList() : copies)
          ? ExitCodes.OK
          : ExitCodes.FAILED;
    }
  }

  private boolean isAsked(JsonNode copy) {
    return registry == null || copy.path("image").asText().startsWith(registry + "/");
  }

  private boolean isThere(List<JsonNode> states) {
    return !states.isEmpty()
        && (digest == null
            || states.stream().allMatch(state -> state.path("digest").asText().equals(digest)))
        && (registry == null || states.stream().anyMatch(state -> state.has("digest")));
  }

  private void print(JsonNode fits, List<JsonNode> copies, Results results) {
    Set<String> known =
        copies.stream().map(copy -> copy.path("image").asText()).collect(Collectors.toSet());
    results.tell("What the rules are to it:");
    RuleFits.lines(fits, known, Optional.ofNullable(registry)).forEach(results::tell);
  }

  /** As the API's addresses have it: each part as it is, the slashes between them. */
  private static String address(Reference asked) {
    String last =
        switch (asked) {
          case TagReference tagged -> tagged.tag().toString();
          case DigestReference fixed -> fixed.digest().toString();
        };
    List<String> parts = new ArrayList<>();
    parts.add(ApiClient.component(asked.repository().registry().name()));
    for (String part : asked.repository().path().split("/", -1)) {
      parts.add(ApiClient.component(part));
    }
    parts.add(ApiClient.component(last));
    return String.join("/", parts);
  }

  private void print(Reference asked, List<JsonNode> copies, boolean isTarget, Results results)
      throws InterruptedException {
    if (copies.isEmpty()) {
      if (!isTarget) {
        results.tell(
            "No task was ever made %s %s%s, so Waybill knows nothing of it there. Is the registry called as in the configuration?"
                .formatted(
                    registry == null ? "from or to" : "from",
                    asked.text(),
                    registry == null ? "" : " to " + registry));
      }
      return;
    }
    long there = copies.stream().filter(state -> state.has("digest")).count();
    results.tell(
        "%s is in %d of %s.".formatted(asked.text(), there, Counted.of(copies.size(), "target")));
    Table table = new Table("TARGET", "DIGEST", "SINCE", "CHECKED", "NEWEST TASK");
    for (JsonNode state : copies) {
      table.row(
          state.path("image").asText(),
          shorten(state.path("digest").asText("")),
          state.has("since") ? results.time(state.path("since")) : "",
          state.has("checkedAt") ? results.time(state.path("checkedAt")) : "",
          newest(state));
    }
    results.table(table, "");
  }

  private static String sentence(JsonNode state) {
    String image = state.path("image").asText();
    if (!state.has("digest")) {
      return state.has("since")
          ? "%s was removed on %s.".formatted(image, time(state, "since"))
          : "%s is not there as far as Waybill knows; its newest task is %s."
              .formatted(image, newest(state));
    }
    String how = state.path("put").asBoolean() ? "put there" : "found there first";
    String rule = state.has("ruleName") ? " by the rule " + state.path("ruleName").asText() : "";
    return "%s is %s, %s on %s%s, last checked on %s; its newest task %s."
        .formatted(
            image,
            state.path("digest").asText(),
            how,
            time(state, "since"),
            rule,
            time(state, "checkedAt"),
            state.has("newest") ? "is " + newest(state) : "is no longer on record");
  }

  private static String newest(JsonNode state) {
    JsonNode task = state.path("newest");
    String code = task.path("failure").path("code").asText("");
    return task.path("status").asText("") + (code.isEmpty() ? "" : " (" + code + ")");
  }

  private static String time(JsonNode state, String field) {
    return state.path(field).asText("").replaceFirst("\\.[0-9]+(?=Z$)", "");
  }

  private static String shorten(String text) {
    return text.length() > 19 ? text.substring(0, 19) + "..." : text;
  }
}
