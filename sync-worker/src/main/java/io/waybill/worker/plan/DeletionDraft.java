package io.waybill.worker.plan;

import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Deletes;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The plan of a deleted tag: a task for each target of each rule that propagates deletes. Each is
 * held until the API lets it go, for only there is known what else the rule deletes. Tags that the
 * rule protects get a record that says so, and targets in registries that this worker does not know
 * get none: nothing can be there.
 */
final class DeletionDraft {
  private final ImageDeleted event;
  private final TagReference source;
  private final Map<Registry, Region> regions;
  private final Instant now;
  private final Map<TaskId, SyncTask> tasks = new LinkedHashMap<>();
  private final Map<TaskId, Plan.Refused> refused = new LinkedHashMap<>();
  private final List<String> unplannable = new ArrayList<>();
  private final List<String> passedOver = new ArrayList<>();

  DeletionDraft(
      ImageDeleted event, TagReference source, Map<Registry, Region> regions, Instant now) {
    this.event = event;
    this.source = source;
    this.regions = regions;
    this.now = now;
  }

  /** The plan by these rules, which match the source. */
  Plan by(Collection<Rule> rules) {
    for (Rule rule : rules) {
      Deletes deletes = rule.spec().deletes();
      if (deletes == null || !deletes.propagates()) {
        passedOver.add("The rule " + rule.name() + " ignores deletes (" + source + ").");
      } else {
        rule.spec().targets().forEach(target -> add(rule, deletes, target));
      }
    }
    return new Plan(
        List.copyOf(tasks.values()), List.copyOf(refused.values()), unplannable, passedOver);
  }

  private void add(Rule rule, Deletes deletes, RuleTarget to) {
    try {
      add(rule, deletes, to.resolve(source));
    } catch (InvalidNameException impossible) {
      passedOver.add("The rule " + rule.name() + " can have put nothing for " + source + ".");
    }
  }

  private void add(Rule rule, Deletes deletes, Reference target) {
    Region region = regions.get(target.repository().registry());
    if (target.equals(source) || region == null || !(target instanceof TagReference tagged)) {
      passedOver.add("The rule " + rule.name() + " deletes nothing at " + target + ".");
      return;
    }
    SyncTask task = task(rule, target, region);
    deletes
        .findProtection(tagged.tag())
        .ifPresentOrElse(
            pattern ->
                refused.put(
                    task.id(),
                    new Plan.Refused(task, Deletion.keptBy(pattern, rule.name(), source, target))),
            () -> tasks.put(task.id(), task));
  }

  private SyncTask task(Rule rule, Reference target, Region region) {
    Deletion held =
        event.digest() == null ? Deletion.HELD : Deletion.HELD.withLeft(List.of(event.digest()));
    return new TaskDraft(event.id(), source, target, now)
        .removal(rule, held)
        .occurredAt(event.occurredAt())
        .region(region)
        .build();
  }
}
