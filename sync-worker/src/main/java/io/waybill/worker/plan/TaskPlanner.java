package io.waybill.worker.plan;

import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.events.SyncRequested;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an event leads to: a pure function of the event, the rules and the configured
 * registries.
 *
 * <ul>
 *   <li>A push with a tag makes a task for each target of each enabled rule that matches. A push by
 *       digest alone makes one only where a rule asks for digests: the children of an index are
 *       pushed so, and come along with it anyway.
 *   <li>A manual sync with a target makes that one task, whatever the rules say.
 *   <li>A manual sync by a rule makes the rule's tasks. The rule says where to and how, the wish
 *       says what: the rule's patterns over repositories and tags do not decide, since whoever
 *       names both an image and a rule has looked. The rule's source registry does, since its
 *       targets are written for that registry's paths. A disabled rule does nothing, by hand
 *       neither: disabling is how a person says "write nothing there".
 *   <li>A manual sync with neither asks the rules as a push would; a digest, which has no tag to
 *       match, is asked of the patterns over repositories only.
 *   <li>The deletion of a tag makes a held task for each target of each rule that matches and
 *       propagates deletes ({@link DeletionDraft}).
 *   <li>A target that is the source itself makes nothing. Nor does a push that goes round: one that
 *       is a copy of Waybill's, back to a place that had the same digest before, and one whose name
 *       has grown by the same piece three times.
 * </ul>
 *
 * <p>Task ids are computed, so that the same event planned twice, here or elsewhere, makes the same
 * tasks.
 */
public final class TaskPlanner {
  private final Map<Registry, Region> regions;

  /**
   * A planner.
   *
   * @param regions the configured registries, each with its region
   */
  public TaskPlanner(Map<Registry, Region> regions) {
    this.regions = Map.copyOf(regions);
  }

  /** What the event leads to by these few rules. */
  public Plan plan(ImageEvent event, Collection<Rule> rules, Instant now) {
    return plan(event, RuleLookup.of(rules), now);
  }

  /** What the event leads to by these rules, with nothing remembered. */
  public Plan plan(ImageEvent event, RuleLookup rules, Instant now) {
    return plan(event, rules, Hindsight.NONE, now);
  }

  /**
   * What the event leads to.
   *
   * @param rules those that there are
   * @param hindsight what is remembered of the copies of the last minutes
   */
  public Plan plan(ImageEvent event, RuleLookup rules, Hindsight hindsight, Instant now) {
    return switch (event) {
      case ImagePushed pushed -> planPush(pushed, rules, hindsight, now);
      case SyncRequested wish -> planWish(wish, rules, now);
      case ImageDeleted deleted -> planDeletion(deleted, rules, now);
    };
  }

  private Plan planDeletion(ImageDeleted deleted, RuleLookup rules, Instant now) {
    if (deleted.tag() == null) {
      return Plan.nothing(
          "What a deletion without a tag means for targets only history knows: the API plans it ("
              + deleted.repository()
              + ").");
    }
    TagReference tag = deleted.repository().tag(deleted.tag());
    return new DeletionDraft(deleted, tag, regions, now).by(rules.matching(tag));
  }

  private Plan planPush(ImagePushed pushed, RuleLookup rules, Hindsight hindsight, Instant now) {
    Optional<TagReference> tagged = pushed.findTagged();
    if (tagged.isEmpty()) {
      return planUntagged(pushed, rules, now);
    }
    PlanDraft draft =
        new PlanDraft(pushed, tagged.get(), Trigger.EVENT, regions, now).mindful(hindsight);
    return byRules(draft, rules.matching(tagged.get()));
  }

  private Plan planUntagged(ImagePushed pushed, RuleLookup rules, Instant now) {
    List<Rule> asking =
        rules.matching(pushed.reference()).stream()
            .filter(rule -> rule.spec().source().asksForDigests())
            .toList();
    if (asking.isEmpty()) {
      return Plan.nothing(
          "A push by digest alone makes no task ("
              + pushed.reference()
              + "): no rule that matches asks for digests.");
    }
    return byRules(new PlanDraft(pushed, pushed.reference(), Trigger.EVENT, regions, now), asking);
  }

  private Plan planWish(SyncRequested wish, RuleLookup rules, Instant now) {
    PlanDraft draft = new PlanDraft(wish, wish.source(), Trigger.MANUAL, regions, now);
    if (wish.target() != null) {
      return intoTarget(draft, wish.target(), wish.overwrite());
    }
    if (wish.ruleId() == null) {
      return orSaySo(byRules(draft, rules.matching(wish.source())));
    }
    Optional<Rule> named = rules.find(wish.ruleId());
    if (named.isEmpty()) {
      return Plan.impossible(
          "Tried to sync "
              + wish.source()
              + " by the rule "
              + wish.ruleId()
              + ", but there is no such rule (any more).");
    }
    return byNamedRule(draft, named.get(), wish.source());
  }

  private static Plan byNamedRule(PlanDraft draft, Rule rule, Reference source) {
    if (!rule.spec().enabled()) {
      return Plan.impossible(
          "Tried to sync "
              + source
              + " by the rule "
              + rule.name()
              + ", but the rule is disabled: enable it, then ask again.");
    }
    Registry expected = rule.spec().source().registry();
    if (!expected.equals(source.repository().registry())) {
      return Plan.impossible(
          "Tried to sync "
              + source
              + " by the rule "
              + rule.name()
              + ", but that rule's source is the registry "
              + expected
              + ": name a rule of the image's own registry, or a target.");
    }
    return orSaySo(byRules(draft, List.of(rule)));
  }

  private static Plan byRules(PlanDraft draft, List<Rule> rules) {
    if (rules.isEmpty()) {
      return Plan.nothing("No enabled rule matches " + draft.source() + ".");
    }
    for (Rule rule : rules) {
      for (RuleTarget target : rule.spec().targets()) {
        try {
          draft.add(rule, target, target.resolve(draft.source()));
        } catch (InvalidNameException invalid) {
          draft.unplannable(
              "The rule "
                  + rule.name()
                  + " makes no valid target in "
                  + target.registry()
                  + " for "
                  + draft.source()
                  + ": "
                  + invalid.getMessage()
                  + ". Correct the rule's target, then replay this.");
        }
      }
    }
    return draft.finish();
  }

  private static Plan intoTarget(PlanDraft draft, Reference target, @Nullable Overwrite overwrite) {
    if (target instanceof DigestReference to
        && !(draft.source() instanceof DigestReference from && from.digest().equals(to.digest()))) {
      return Plan.impossible(
          "Tried to sync "
              + draft.source()
              + " to "
              + target
              + ", but a digest names its content: give a tag as the target.");
    }
    draft.addAdHoc(
        target, overwrite == null ? Overwrite.ALWAYS : overwrite, RuleSpec.DEFAULT_TIMEOUT);
    return orSaySo(draft.finish());
  }

  /** Somebody asked, so that silence is no answer: a wish that comes to nothing is told. */
  private static Plan orSaySo(Plan plan) {
    return plan.isEmpty() ? Plan.impossible(String.join(" ", plan.passedOver())) : plan;
  }
}
