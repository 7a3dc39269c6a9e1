package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether a command waits until what it asked for is done. */
final class WaitOptions {
  @Option(
      names = "--wait",
      description = "Wait until it is done; exit code 1 where it does not succeed.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long to wait: 90s, 10m, 2h (default: ${DEFAULT-VALUE}).")
  private String timeout = "10m";

  boolean isWanted() {
    return wait;
  }

  Duration patience() {
    return patience(timeout);
  }

  /** Reads how long to wait. */
  static Duration patience(String text) {
    try {
      return TimeSpan.parse(text).duration();
    } catch (IllegalArgumentException malformed) {
      throw CommandFailure.usage("--timeout: " + malformed.getMessage() + ".");
    }
  }

  /** Prints the ends, and says what the command ends with. */
  static int tell(Surroundings surroundings, List<JsonNode> records, Results results) {
    if (!results.areForPeople()) {
      results.documents(records);
    } else {
      for (JsonNode record : records) {
        JsonNode failure = record.path("failure");
        surroundings
            .out()
            .println(
                "%s %s%s"
                    .formatted(
                        record.path("target").asText(),
                        record.path("status").asText(),
                        failure.isObject()
                            ? ": %s: %s %s"
                                .formatted(
                                    failure.path("code").asText(),
                                    failure.path("reason").asText(),
                                    failure.path("hint").asText())
                            : digest(record)));
      }
    }
    return records.stream().allMatch(History::hasSucceeded) ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private static String digest(JsonNode record) {
    String digest = ", " + record.path("digestAfter").asText();
    return record.has("rebuiltFrom")
        ? digest + ", rebuilt from " + record.path("rebuiltFrom").asText()
        : digest;
  }
}
