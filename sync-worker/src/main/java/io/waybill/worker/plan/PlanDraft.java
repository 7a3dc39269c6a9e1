package io.waybill.worker.plan;

import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.units.TimeSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A plan while it is made: one source, and the targets found so far, each once. */
final class PlanDraft {
  private final ImageEvent event;
  private final Reference source;
  private final Trigger trigger;
  private final Map<Registry, Region> regions;
  private final Instant now;
  private final Map<TaskId, SyncTask> tasks = new LinkedHashMap<>();
  private final Map<TaskId, Plan.Refused> refused = new LinkedHashMap<>();
  private final List<String> unplannable = new ArrayList<>();
  private final List<String> passedOver = new ArrayList<>();
  private Hindsight hindsight = Hindsight.NONE;

  PlanDraft(
      ImageEvent event,
      Reference source,
      Trigger trigger,
      Map<Registry, Region> regions,
      Instant now) {
    this.event = event;
    this.source = source;
    this.trigger = trigger;
    this.regions = regions;
    this.now = now;
  }

  Reference source() {
    return source;
  }

  /** The same, that does not carry copies back to where they came from. */
  PlanDraft mindful(Hindsight memory) {
    hindsight = memory;
    return this;
  }

  /** A target that a rule names. */
  void add(Rule rule, RuleTarget by, Reference target) {
    Optional<String> round = goesRound(rule, by, target);
    if (round.isPresent()) {
      passedOver.add(round.get());
      return;
    }
    add(rule, to(target).rule(rule).lane(Lane.of(rule.spec().priority(), trigger)));
  }

  /** A target that no rule names. */
  void addAdHoc(Reference target, Overwrite overwrite, TimeSpan timeout) {
    add(null, to(target).overwrite(overwrite).timeout(timeout).lane(Lane.of(null, trigger)));
  }

  void unplannable(String reason) {
    unplannable.add(reason);
  }

  Plan finish() {
    return new Plan(
        List.copyOf(tasks.values()), List.copyOf(refused.values()), unplannable, passedOver);
  }

  private TaskDraft to(Reference target) {
    return new TaskDraft(event.id(), source, target, now)
        .trigger(trigger)
        .occurredAt(event.occurredAt())
        .announced(announced());
  }

  private void add(@Nullable Rule rule, TaskDraft draft) {
    SyncTask unplaced = draft.build();
    Registry registry = unplaced.target().repository().registry();
    if (unplaced.target().equals(source)) {
      passedOver.add("The target of " + source + " is the source itself.");
      return;
    }
    Region region = regions.get(registry);
    if (region == null) {
      refused.put(unplaced.id(), new Plan.Refused(unplaced, unknown(registry, rule)));
    } else {
      tasks.put(unplaced.id(), draft.region(region).build());
    }
  }

  /** Why a push is not carried on; what somebody asks for always is. */
  private Optional<String> goesRound(Rule rule, RuleTarget by, Reference target) {
    if (!(event instanceof ImagePushed push)) {
      return Optional.empty();
    }
    if (NameGrowth.isSeenIn(by, target)) {
      return Optional.of(
          "The rule "
              + rule.name()
              + " does not copy "
              + source
              + " to "
              + target
              + ": the name has grown by the same piece again and again, so rules go round.");
    }
    boolean comesBack =
        hindsight.isOwnCopy()
            && push.digest() != null
            && target instanceof TagReference place
            && hindsight.hasHad(place, push.digest());
    return comesBack
        ? Optional.of(
            "The rule "
                + rule.name()
                + " does not copy "
                + source
                + " back to "
                + target
                + ": it is Waybill's own copy of what was pushed there.")
        : Optional.empty();
  }

  /** What the event says the source tag was moved to. */
  private @Nullable Digest announced() {
    return event instanceof ImagePushed pushed && source instanceof TagReference
        ? pushed.digest()
        : null;
  }

  private Failure unknown(Registry registry, @Nullable Rule rule) {
    String known =
        regions.isEmpty()
            ? "none is configured"
            : "known are "
                + regions.keySet().stream()
                    .sorted()
                    .map(Registry::name)
                    .collect(Collectors.joining(", "));
    return Failure.of(
        FailureCode.REGISTRY_UNKNOWN,
        "Tried to plan a sync of "
            + source
            + (rule == null ? "" : " by the rule " + rule.name())
            + ", but the registry "
            + registry
            + " is not in the worker's configuration: "
            + known
            + ".");
  }
}
