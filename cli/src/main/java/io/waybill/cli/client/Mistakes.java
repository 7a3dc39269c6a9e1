package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.schemas.rules.RuleReader;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the documents of a file: told all at once, one line each with its place. */
final class Mistakes {
  /** What is done with one document. */
  @FunctionalInterface
  interface Step {
    void run() throws InterruptedException;
  }

  private final String kind;
  private final boolean several;
  private final List<String> lines = new ArrayList<>();

  /**
   * None yet.
   *
   * @param kind what each document is: {@code rule}
   * @param documents how many there are; of one it need not be said which
   */
  Mistakes(String kind, int documents) {
    this.kind = kind;
    this.several = documents > 1;
  }

  /** Reads rules as the API will, before it is asked for anything. */
  static void requireNone(List<JsonNode> rules) {
    Mistakes mistakes = new Mistakes("rule", rules.size());
    for (int i = 0; i < rules.size(); i++) {
      mistakes.read(i + 1, rules.get(i));
    }
    mistakes.throwIfAny("Nothing was sent to the API");
  }

  /** Looks at one rule. */
  void read(int number, JsonNode rule) {
    if (rule instanceof ObjectNode object) {
      RuleReader.read(object)
          .problems()
          .forEach(problem -> add(number, rule, problem.detail() + "."));
    } else {
      add(number, rule, "it is no object with keys.");
    }
  }

  void add(int number, JsonNode document, String sentence) {
    String name = document.path("name").asText("no name");
    lines.add(several ? "%s %d (%s): %s".formatted(kind, number, name, sentence) : sentence);
  }

  /** Does it, and keeps what the API finds wrong with the document; everything else goes on up. */
  void collect(int number, JsonNode document, Step step) throws InterruptedException {
    try {
      step.run();
    } catch (CommandFailure refused) {
      if (refused.exitCode() != ExitCodes.USAGE) {
        throw refused;
      }
      List<String> told =
          refused.details().isEmpty() ? List.of(refused.sentence()) : refused.details();
      told.forEach(sentence -> add(number, document, sentence));
    }
  }

  /**
   * Ends the command where something is wrong.
   *
   * @param soWhat what has become of it: a clause
   */
  void throwIfAny(String soWhat) {
    if (lines.size() == 1) {
      throw CommandFailure.usage(lines.getFirst());
    }
    if (!lines.isEmpty()) {
      throw CommandFailure.usage(
          "%s, because of %d mistakes:".formatted(soWhat, lines.size()), lines);
    }
  }
}
