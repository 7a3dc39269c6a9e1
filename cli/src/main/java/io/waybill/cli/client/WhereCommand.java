package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Table;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
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
        "See where an image is now, and since when; or, for a target, what is there. From what"
            + " Waybill did and found, without asking the registries.",
    footer = {
      "",
      "Exit codes: 0 known (with --digest: there, in every target), 1 not.",
      "",
      "Examples:",
      "  waybill where shanghai/team/app:v1",
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

  /** The command. */
  public WhereCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    Reference asked = java.util.Objects.requireNonNull(image);
    try (ApiClient client = api.connect(surroundings)) {
      Optional<JsonNode> target = client.find("images/" + address(asked));
      List<JsonNode> copies = new ArrayList<>();
      client.get("copies/" + address(asked)).path("items").forEach(copies::add);
      if (target.isEmpty() && copies.isEmpty()) {
        throw CommandFailure.failed(
            "No task has ever been made from or to %s, so Waybill knows nothing of it. Is the registry called as in the configuration?"
                .formatted(asked.text()));
      }
      Results results = api.results(surroundings);
      if (results.areForPeople()) {
        target.ifPresent(state -> results.tell(sentence(state)));
        print(asked, copies, results);
      } else {
        ObjectNode all = Json.lenient().createObjectNode();
        target.ifPresent(state -> all.set("image", state));
        all.set("copies", Documents.array(copies));
        results.document(all);
      }
      return isThere(copies.isEmpty() ? List.of(target.orElseThrow()) : copies)
          ? ExitCodes.OK
          : ExitCodes.FAILED;
    }
  }

  private boolean isThere(List<JsonNode> states) {
    return digest == null
        || states.stream().allMatch(state -> state.path("digest").asText().equals(digest));
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

  private static void print(Reference asked, List<JsonNode> copies, Results results)
      throws InterruptedException {
    if (copies.isEmpty()) {
      return;
    }
    long there = copies.stream().filter(state -> state.has("digest")).count();
    results.tell(
        "%s is in %d of %d %s."
            .formatted(
                asked.text(), there, copies.size(), copies.size() == 1 ? "target" : "targets"));
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
