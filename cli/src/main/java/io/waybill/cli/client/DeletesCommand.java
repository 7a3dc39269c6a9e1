package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.Surroundings;
import io.waybill.cli.terminal.Counted;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code rules deletes}: what a rule's deletes come to, and a person's word on them. */
@Command(
    name = "deletes",
    description = "Show a rule's deletes that wait, and let them go or discard them.",
    footer = {
      "",
      "A rule that would delete more than its brake allows stops and asks. Each delete that is let"
          + " go still",
      "asks the source first, and deletes nothing whose source is there.",
      "  waybill records list --rule prod-to-eu --status held    shows which they are"
    })
final class DeletesCommand extends RuleCommands.Base {
  @Parameters(paramLabel = "RULE", description = "The rule's name or id.")
  private String rule = "";

  @ArgGroup(exclusive = false)
  private @Nullable Decision decision;

  /** What is decided, and about which deletes. */
  static final class Decision {
    @ArgGroup(multiplicity = "1")
    private Verdict verdict = new Verdict();

    @Option(
        names = "--held-until",
        paramLabel = "TIME",
        description =
            "Only those that were held until then: this command without options says until when"
                + " those that it shows were held. Others go on waiting.")
    private @Nullable String heldUntil;
  }

  /** One or the other. */
  static final class Verdict {
    @Option(names = "--release", required = true, description = "Let them go.")
    private boolean release;

    @Option(names = "--discard", required = true, description = "Discard them: nothing is deleted.")
    private boolean discard;
  }

  DeletesCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void run(ApiClient client) throws InterruptedException {
    String path = "rules/" + ApiClient.component(rule) + "/deletes";
    if (decision == null) {
      JsonNode deletes = client.get(path);
      results().say(sentence(deletes), deletes);
      return;
    }
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    if (decision.heldUntil != null) {
      wish.put("heldUntil", decision.heldUntil);
    }
    if (decision.verdict.release) {
      JsonNode answer = client.post(path + ":release", wish);
      say("Let %s go.".formatted(Counted.of(answer.path("released").asLong(), "delete")), answer);
    }
    if (decision.verdict.discard) {
      JsonNode answer = client.post(path + ":discard", wish);
      say(
          "Discarded %s.".formatted(Counted.of(answer.path("discarded").asLong(), "delete")),
          answer);
    }
  }

  private void say(String done, JsonNode answer) {
    boolean more = answer.path("deletes").path("held").asBoolean();
    results()
        .say(
            more
                ? done
                    + " Others were held since: look at them with \"waybill rules deletes %s\"."
                        .formatted(rule)
                : done,
            answer);
  }

  private String sentence(JsonNode deletes) {
    int waiting = deletes.path("waiting").asInt();
    if (!deletes.path("held").asBoolean()) {
      return "Rule %s: deletes %s; %d wait for a moment, %d were let go within the last hour."
          .formatted(
              rule,
              deletes.path("policy").asText().equals("propagate")
                  ? "are propagated"
                  : "are ignored",
              waiting,
              deletes.path("releasedLastHour").asInt());
    }
    return ("Rule %s: deletes are held since %s; %d wait, because %s.%n"
            + "Look at them:  waybill records list --rule %s --status held%n"
            + "Then:          waybill rules deletes %s --release%s%n"
            + "or the same with --discard instead")
        .formatted(
            rule,
            deletes.path("heldSince").asText(),
            waiting,
            deletes.path("reason").asText(),
            rule,
            rule,
            heldUntil(deletes));
  }

  /** So that nothing goes which came after what was looked at. */
  private static String heldUntil(JsonNode deletes) {
    return deletes.has("heldUntil") ? " --held-until " + deletes.path("heldUntil").asText() : "";
  }
}
