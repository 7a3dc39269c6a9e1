package io.waybill.api.conflicts;

import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleTarget;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Follows examples of a rule's images through all rules, as their webhooks would. An image that
 * comes back to where it was comes to rest: there is nothing to copy any more. One that comes back
 * under another name, again and again, never does.
 */
final class RuleRounds {
  /** By the third time that an image goes through the same target, it goes round. */
  private static final int TIMES = 3;

  private static final int MOST_STEPS = 2_000;

  private final Rule rule;
  private final List<Rule> all;
  private final Set<String> warnings = new LinkedHashSet<>();
  private final List<Findings.Refusal> refusals = new ArrayList<>();
  private final Set<RuleTarget> refused = new LinkedHashSet<>();
  private int steps;

  /** An image's way: where it was, and the targets that took it on. */
  private record Way(List<TagReference> places, List<Rule> rules, List<RuleTarget> targets) {
    Way on(Rule by, RuleTarget target, TagReference place) {
      return new Way(
          Stream.concat(places.stream(), Stream.of(place)).toList(),
          Stream.concat(rules.stream(), Stream.of(by)).toList(),
          Stream.concat(targets.stream(), Stream.of(target)).toList());
    }

    /** How often it went by this target of this rule, identical ones told apart. */
    long times(Rule by, RuleTarget target) {
      long times = 0;
      for (int i = 0; i < rules.size(); i++) {
        if (rules.get(i).id().equals(by.id()) && targets.get(i).equals(target)) {
          times++;
        }
      }
      return times;
    }

    String names(Rule but) {
      return rules.stream()
          .filter(other -> !other.id().equals(but.id()))
          .map(Rule::name)
          .distinct()
          .collect(Collectors.joining(", "));
    }

    String text() {
      return places.stream().map(TagReference::toString).collect(Collectors.joining(" -> "));
    }
  }

  RuleRounds(Rule rule, List<Rule> others) {
    this.rule = rule;
    this.all = Stream.concat(Stream.of(rule), others.stream()).toList();
  }

  void follow() {
    for (TagReference example : SourceExamples.of(rule.spec().source())) {
      Way begin = new Way(List.of(example), List.of(), List.of());
      for (RuleTarget target : rule.spec().targets()) {
        step(begin, rule, target);
      }
    }
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  List<Findings.Refusal> refusals() {
    return List.copyOf(refusals);
  }

  private void step(Way way, Rule by, RuleTarget target) {
    if (steps++ >= MOST_STEPS) {
      return;
    }
    Reference place;
    try {
      place = target.resolve(way.places().getLast());
    } catch (InvalidNameException deadEnd) {
      return;
    }
    if (!(place instanceof TagReference tagged) || tagged.equals(way.places().getLast())) {
      return;
    }
    Way on = way.on(by, target, tagged);
    if (way.places().contains(tagged)) {
      if (tagged.equals(way.places().getFirst())) {
        comesBack(on);
      }
      return;
    }
    if (on.times(by, target) >= TIMES) {
      if (by.id().equals(rule.id())) {
        neverEnds(on, target);
      }
      return;
    }
    for (Rule next : all) {
      boolean about = next.spec().source().matches(tagged.repository(), tagged.tag());
      for (RuleTarget theirs : about ? next.spec().targets() : List.<RuleTarget>of()) {
        step(on, next, theirs);
      }
    }
  }

  private void comesBack(Way way) {
    warnings.add(
        "Together with "
            + way.names(rule)
            + " it goes round: "
            + way.text()
            + ". That comes to rest by itself. Where different images are pushed under the same tag"
            + " to several of these places at about the same time, one of them stays.");
  }

  private void neverEnds(Way way, RuleTarget target) {
    if (!refused.add(target)) {
      return;
    }
    String others = way.names(rule);
    refusals.add(
        new Findings.Refusal(
            "targets[" + rule.spec().targets().indexOf(target) + "]",
            (others.isEmpty() ? "it feeds itself" : "together with " + others + " it goes round")
                + " and makes a new name each time: "
                + way.text()
                + " and so on; exclude what has come that way, with excludeRepositories or"
                + " excludeTags"));
  }
}
