package io.waybill.api.conflicts;

import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a rule does to the others: whether two of them write the same tags, and whether they go
 * round. What is said without "may" was tried with an example by the rules themselves.
 */
public final class RuleConflicts {
  /** So many sentences are read; a rule that meets more rules than that is meant to. */
  private static final int MOST_WARNINGS = 20;

  /** A second's work or so, for ten thousand rules. */
  private static final int BUDGET = 2_000_000;

  private final Rule rule;
  private final List<Rule> others;
  private final PatternMeeter meeter = new PatternMeeter(BUDGET);
  private final List<String> warnings = new ArrayList<>();
  private int undecided;

  private RuleConflicts(Rule rule, Collection<Rule> all) {
    this.rule = rule;
    this.others =
        all.stream()
            .filter(other -> !other.id().equals(rule.id()) && other.spec().enabled())
            .toList();
  }

  /**
   * What the rule does to the others.
   *
   * @param rule a rule, stored or not
   * @param all the rules that there are; an earlier revision of the rule may be among them
   */
  public static Findings of(Rule rule, Collection<Rule> all) {
    RuleConflicts conflicts = new RuleConflicts(rule, all);
    RuleRounds rounds = new RuleRounds(rule, conflicts.others);
    rounds.follow();
    conflicts.warnings.addAll(rounds.warnings());
    conflicts.compareTargets();
    return new Findings(conflicts.cut(), rounds.refusals());
  }

  /** Why the rule is refused beside the others: the first half of {@link #of}, and much cheaper. */
  public static List<Findings.Refusal> refusals(Rule rule, Collection<Rule> all) {
    RuleRounds rounds = new RuleRounds(rule, new RuleConflicts(rule, all).others);
    rounds.follow();
    return rounds.refusals();
  }

  private List<String> cut() {
    List<String> told = new ArrayList<>(warnings);
    if (told.size() > MOST_WARNINGS) {
      int more = told.size() - MOST_WARNINGS;
      told.subList(MOST_WARNINGS, told.size()).clear();
      told.add("There are " + more + " more of such warnings.");
    }
    if (undecided > 0) {
      told.add(
          "With "
              + undecided
              + " targets of other rules it was not found out whether the same tags are written:"
              + " that would have taken too long.");
    }
    return told;
  }

  private void compareTargets() {
    List<RuleTarget> targets = rule.spec().targets();
    for (int i = 0; i < targets.size(); i++) {
      TargetShape shape = TargetShape.of(rule.spec().source(), targets.get(i));
      for (Rule other : others) {
        for (RuleTarget theirs : other.spec().targets()) {
          if (theirs.registry().equals(targets.get(i).registry())) {
            compare("targets[" + i + "]", targets.get(i), shape, other, theirs);
          }
        }
      }
    }
  }

  private void compare(
      String key, RuleTarget ours, TargetShape shape, Rule other, RuleTarget theirs) {
    TargetShape theirShape = TargetShape.of(other.spec().source(), theirs);
    Meeting repository =
        meet(shape.repositories(), theirShape.repositories(), NameGrammar.REPOSITORY);
    if (repository instanceof Meeting.Nowhere) {
      return;
    }
    Meeting tag = meet(shape.tags(), theirShape.tags(), NameGrammar.TAG);
    if (tag instanceof Meeting.Nowhere) {
      return;
    }
    if (repository instanceof Meeting.At(String path) && tag instanceof Meeting.At(String name)) {
      TagReference place = Repository.of(ours.registry(), path).tag(Tag.of(name));
      warnings.add(key + ": " + sentence(place, ours, other, theirs));
    } else {
      undecided++;
    }
  }

  private Meeting meet(Collection<String> ours, Collection<String> theirs, NameGrammar grammar) {
    Meeting found = new Meeting.Nowhere();
    for (String one : ours) {
      for (String two : theirs) {
        Meeting meeting = meeter.meet(one, two, grammar);
        if (meeting instanceof Meeting.At) {
          return meeting;
        }
        found = meeting instanceof Meeting.Undecided ? meeting : found;
      }
    }
    return found;
  }

  private String sentence(TagReference place, RuleTarget ours, Rule other, RuleTarget theirs) {
    Optional<TagReference> mine = SourceExamples.writing(rule, ours, place);
    Optional<TagReference> its = SourceExamples.writing(other, theirs, place);
    if (mine.isEmpty() || its.isEmpty()) {
      return "the rule "
          + other.name()
          + " may write the same tags, such as "
          + place
          + "; what is copied last stays there.";
    }
    if (mine.equals(its)) {
      return "the rule "
          + other.name()
          + " copies the same images to the same place, such as "
          + mine.get()
          + " to "
          + place
          + "; each does it by its own settings.";
    }
    return "the rule "
        + other.name()
        + " writes the same tags: "
        + place
        + " gets "
        + its.get()
        + " by that rule and "
        + mine.get()
        + " by this one; what is copied last stays there.";
  }
}
