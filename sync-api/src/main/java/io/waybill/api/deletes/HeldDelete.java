package io.waybill.api.deletes;

import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.Deletes;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A deletion that history has planned, as the planner would have.
 *
 * @param facts that it is held; and that it is over, where the rule protects the tag
 */
record HeldDelete(List<TaskFact> facts) {

  /**
   * The deletion of what a rule has put somewhere; empty where the rule does not propagate deletes,
   * or is not about this source or target any more.
   */
  static Optional<HeldDelete> of(
      ImageDeleted event,
      Rule rule,
      TagReference source,
      LeftBehind.Put put,
      Map<Registry, Region> regions,
      Instant now) {
    Deletes deletes = rule.spec().deletes();
    if (deletes == null
        || !deletes.propagates()
        || !rule.spec().enabled()
        || !rule.spec().source().matches(source.repository(), source.tag())
        || !(Reference.parse(put.target()) instanceof TagReference target)) {
      return Optional.empty();
    }
    Region region = regions.get(target.repository().registry());
    if (region == null || target.equals(source) || !leadsTo(rule, source, target)) {
      return Optional.empty();
    }
    Deletion held = event.digest() == null ? Deletion.ofWholeRepository() : Deletion.HELD;
    SyncTask task =
        new TaskDraft(event.id(), source, target, now)
            .removal(rule, held.withLeft(List.of(put.digest())))
            .occurredAt(event.occurredAt())
            .region(region)
            .build();
    TaskPlanned planned = new TaskPlanned(task, now);
    return Optional.of(
        deletes
            .findProtection(target.tag())
            .map(pattern -> Deletion.keptBy(pattern, rule.name(), source, target))
            .map(kept -> new TaskDone(task.id(), TaskStatus.CANCELLED, null, kept, now))
            .map(done -> new HeldDelete(List.of(planned, done)))
            .orElseGet(() -> new HeldDelete(List.of(planned))));
  }

  private static boolean leadsTo(Rule rule, TagReference source, TagReference target) {
    return rule.spec().targets().stream().anyMatch(to -> leadsTo(to, source, target));
  }

  private static boolean leadsTo(RuleTarget to, TagReference source, TagReference target) {
    try {
      return to.resolve(source).equals(target);
    } catch (InvalidNameException no) {
      return false;
    }
  }
}
