package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What commands have in common that show the beginning of a list, the newest first. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class ListCommand extends ClientCommand {
  private static final int LARGEST_PAGE = 100;
  private static final int FIVEFOLD = 5;

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      order = 70,
      defaultValue = "20",
      description = "At most so many (default: 20).")
  private int limit;

  ListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** Where the list is, below the API's root. */
  abstract String path();

  /** Prints it to people. */
  abstract void print(List<JsonNode> items, Results results) throws InterruptedException;

  /** Which part of the list is wanted. */
  Map<String, String> query() {
    return Map.of();
  }

  /** What shows fewer of them: a clause; empty where there is no such option. */
  String fewer() {
    return "";
  }

  /** Says beside an empty list why it may be empty. */
  void explainNothing(ApiClient client) throws InterruptedException {}

  @Override
  final int run(ApiClient client, Results results) throws InterruptedException {
    if (limit < 1) {
      throw CommandFailure.usage("--limit must be 1 or more, not %d.".formatted(limit));
    }
    Map<String, String> query = new LinkedHashMap<>(query());
    query.put("limit", Integer.toString(Math.min(limit, LARGEST_PAGE)));
    Pages.Beginning found = Pages.beginning(client, path(), query, limit);
    if (results.areForPeople()) {
      print(found.items(), results);
    } else {
      results.documents(found.items());
    }
    if (found.more()) {
      String more =
          "There are more than these %d: --limit %d shows more of them%s."
              .formatted(
                  limit,
                  limit > Integer.MAX_VALUE / FIVEFOLD ? limit : limit * FIVEFOLD,
                  fewer().isEmpty() ? "" : ", " + fewer() + " fewer");
      tellBeside(more);
    } else if (found.items().isEmpty()) {
      explainNothing(client);
    }
    return ExitCodes.OK;
  }

  /** Beside the list, which scripts read. */
  final void tellBeside(String sentence) {
    surroundings().out().flush();
    surroundings().err().println("waybill: " + sentence);
    surroundings().err().flush();
  }
}
