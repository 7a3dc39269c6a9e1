package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.terminal.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the rules are to an image, as the API tells of it: why it is where it is, or is not. */
final class RuleFits {
  private RuleFits() {}

  /** {@code prod-to-eu takes it, to frankfurt/mirror/app:v1.} */
  static String sentence(JsonNode rule) {
    String targets = String.join(", ", targets(rule));
    return "%s %s%s."
        .formatted(
            rule.path("ruleName").asText(),
            rule.path("why").asText(),
            targets.isEmpty() ? "" : ": to " + targets);
  }

  /** Where the rule copies the image to. */
  static List<String> targets(JsonNode rule) {
    List<String> targets = new ArrayList<>();
    rule.path("targets").forEach(target -> targets.add(target.asText()));
    return targets;
  }

  /**
   * A line for each rule, and for each place that a rule would fill and no task was made for.
   *
   * @param known the targets that tasks were made for
   * @param registry the only registry that is asked about
   */
  static List<String> lines(JsonNode fits, Set<String> known, Optional<String> registry) {
    List<String> lines = new ArrayList<>();
    List<String> untouched = new ArrayList<>();
    for (JsonNode rule : fits.path("rules")) {
      lines.add("  " + sentence(rule));
      targets(rule).stream()
          .filter(target -> !known.contains(target))
          .filter(target -> registry.isEmpty() || target.startsWith(registry.get() + "/"))
          .forEach(untouched::add);
    }
    long others = fits.path("others").asLong();
    if (lines.isEmpty()) {
      lines.add(
          others == 0
              ? "  There is no rule about images of its registry."
              : "  None names its repository; %s about its registry %s others."
                  .formatted(Counted.of(others, "rule"), others == 1 ? "names" : "name"));
    }
    boolean takes = fits.path("taken").asLong() > 0;
    if (registry.isPresent() && takes && !leadsTo(fits, registry.get())) {
      lines.add("No rule that takes it has a target in %s.".formatted(registry.get()));
    }
    if (!untouched.isEmpty()) {
      lines.add(
          "No task was made for %s: was it pushed before the rule was made, or did its event not come? waybill sync %s copies it now."
              .formatted(String.join(", ", untouched), fits.path("source").asText()));
    }
    return lines;
  }

  private static boolean leadsTo(JsonNode fits, String registry) {
    return fits.path("rules")
        .valueStream()
        .flatMap(rule -> targets(rule).stream())
        .anyMatch(target -> target.startsWith(registry + "/"));
  }
}
