package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import io.waybill.cli.terminal.Table;
import io.waybill.schemas.wire.Json;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What can be done with dead letters. */
final class DeadLetterCommands {
  private static final String LETTERS = "dead-letters";

  private DeadLetterCommands() {}

  @Command(
      name = "list",
      description = "List dead letters that nobody has settled, the newest first.")
  static final class ListSome extends ListCommand {
    @Mixin private LetterFilterOptions filters = new LetterFilterOptions();

    @Option(names = "--all", description = "Those that somebody has settled, too.")
    private boolean all;

    ListSome(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String path() {
      return LETTERS;
    }

    @Override
    Map<String, String> query() {
      Map<String, String> query = new LinkedHashMap<>();
      filters
          .filter(Instant.now())
          .properties()
          .forEach(entry -> query.put(entry.getKey(), entry.getValue().asText()));
      if (!all) {
        query.put("settled", "false");
      }
      return query;
    }

    @Override
    String fewer() {
      return "filters such as --since 1h";
    }

    @Override
    void print(List<JsonNode> letters, Results results) throws InterruptedException {
      Table table = new Table("SET ASIDE", "ORIGIN", "BYTES", "PUT BACK", "WHY", "LETTER");
      for (JsonNode letter : letters) {
        table.row(
            results.time(letter.path("setAsideAt")),
            letter.path("origin").asText(),
            letter.path("size").asText(),
            letter.path("replays").asText(),
            letter.path("reason").asText(),
            letter.path("id").asText());
      }
      results.table(table, "There are no such dead letters.");
    }
  }

  @Command(name = "show", description = "Print one dead letter, as JSON; or its original bytes.")
  static final class Show extends ClientCommand {

    @Parameters(paramLabel = "LETTER", description = "The letter's id.")
    private String letter = "";

    @Option(names = "--body", description = "Only the original bytes, to standard output.")
    private boolean body;

    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      JsonNode found = client.get(LETTERS + "/" + ApiClient.component(letter));
      if (!body) {
        results.asDocument().document(found);
        return ExitCodes.OK;
      }
      if (!found.has("body")) {
        throw CommandFailure.failed("The body of the letter is not kept: it is too large.");
      }
      results.bytes(Base64.getDecoder().decode(found.path("body").asText()));
      return ExitCodes.OK;
    }
  }

  @Command(
      name = "replay",
      description = {
        "Put dead letters back where they came from: one that is named, or those that the filters"
            + " leave and nobody has put back or settled."
      })
  static final class Replay extends ClientCommand {
    private final Termination termination;

    @Parameters(paramLabel = "LETTER", arity = "0..*", description = "Letters' ids.")
    private List<String> letters = List.of();

    @Mixin private LetterFilterOptions filters = new LetterFilterOptions();
    @Mixin private Confirmation confirmation = new Confirmation();

    Replay(Surroundings surroundings, Termination termination) {
      super(surroundings);
      this.termination = termination;
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      ObjectNode filter = checked(letters, filters, confirmation);
      if (!letters.isEmpty()) {
        each(client, letters, "replay", results);
        return ExitCodes.OK;
      }
      ObjectNode wish = Json.lenient().createObjectNode();
      wish.set("filter", filter);
      JsonNode result = client.post(LETTERS + ":replay", wish.deepCopy().put("dryRun", true));
      long count = result.path("replayed").asLong() + result.path("left").asLong();
      if (!confirmation.isDryRun()) {
        if (count > 0) {
          tell(result, "would be put back", results);
          confirm(confirmation, "Put " + texts(count) + " back?", termination);
        }
        result = all(client, wish);
      }
      if (results.areForPeople()) {
        tell(result, confirmation.isDryRun() ? "would be put back" : "put back", results);
      } else {
        results.document(result);
      }
      return ExitCodes.OK;
    }

    /** One request puts back so many at most. */
    private static JsonNode all(ApiClient client, ObjectNode wish) throws InterruptedException {
      long replayed = 0;
      JsonNode result;
      do {
        result = client.post(LETTERS + ":replay", wish);
        replayed += result.path("replayed").asLong();
      } while (result.path("left").asLong() > 0 && result.path("replayed").asLong() > 0);
      return ((ObjectNode) result).put("replayed", replayed);
    }

    private static void tell(JsonNode result, String what, Results results) {
      long count = result.path("replayed").asLong() + result.path("left").asLong();
      results.tell(texts(count) + " " + what + ".");
      for (JsonNode refusal : result.path("refusals")) {
        results.tell(
            "%s cannot be put back: %s"
                .formatted(texts(refusal.path("count").asLong()), refusal.path("reason").asText()));
      }
    }
  }

  @Command(
      name = "settle",
      description = "Say that nothing more is wanted of dead letters: they are listed no more.")
  static final class Settle extends ClientCommand {
    private final Termination termination;

    @Parameters(paramLabel = "LETTER", arity = "0..*", description = "Letters' ids.")
    private List<String> letters = List.of();

    @Mixin private LetterFilterOptions filters = new LetterFilterOptions();
    @Mixin private Confirmation confirmation = new Confirmation();

    Settle(Surroundings surroundings, Termination termination) {
      super(surroundings);
      this.termination = termination;
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      ObjectNode filter = checked(letters, filters, confirmation);
      if (!letters.isEmpty()) {
        each(client, letters, "settle", results);
        return ExitCodes.OK;
      }
      ObjectNode wish = Json.lenient().createObjectNode();
      wish.set("filter", filter);
      JsonNode result = client.post(LETTERS + ":settle", wish.deepCopy().put("dryRun", true));
      long count = result.path("settled").asLong();
      if (!confirmation.isDryRun()) {
        if (count > 0) {
          confirm(confirmation, "Settle " + texts(count) + "?", termination);
        }
        result = client.post(LETTERS + ":settle", wish);
      }
      results.say(
          "%s %s."
              .formatted(
                  texts(result.path("settled").asLong()),
                  confirmation.isDryRun() ? "would be settled" : "settled"),
          result);
      return ExitCodes.OK;
    }
  }

  private static ObjectNode checked(
      List<String> letters, LetterFilterOptions filters, Confirmation confirmation) {
    ObjectNode filter = filters.filter(Instant.now());
    if (!letters.isEmpty() && (!filter.isEmpty() || confirmation.isDryRun())) {
      throw CommandFailure.usage("Name letters, or select them with filters; not both.");
    }
    return filter;
  }

  private static void confirm(Confirmation confirmation, String question, Termination termination)
      throws InterruptedException {
    if (!confirmation.isGiven(question, termination)) {
      throw CommandFailure.failed("Nothing was done.");
    }
  }

  private static void each(ApiClient client, List<String> letters, String verb, Results results)
      throws InterruptedException {
    for (String letter : letters) {
      JsonNode done =
          client.post(
              LETTERS + "/" + ApiClient.component(letter) + ":" + verb,
              Json.lenient().createObjectNode());
      results.say(
          "%s: %s.".formatted(letter, verb.equals("replay") ? "put back" : "settled"), done);
    }
  }

  private static String texts(long count) {
    return count == 1 ? "1 letter" : "%,d letters".formatted(count);
  }
}
