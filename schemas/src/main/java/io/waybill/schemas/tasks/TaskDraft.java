package io.waybill.schemas.tasks;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.rules.ArtifactType;
import io.waybill.schemas.rules.ForeignLayers;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.Priority;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.TimeSpan;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task while it is made. What is not set has its default: a manual copy of everything, by no
 * rule, into the default region, over whatever is there. One thread's.
 */
public final class TaskDraft {
  private TaskId id;
  private EventId eventId;
  private Trigger trigger = Trigger.MANUAL;
  private @Nullable RuleId ruleId;
  private @Nullable String ruleName;
  private Reference source;
  private Reference target;
  private Region region = Region.DEFAULT;
  private Overwrite overwrite = Overwrite.ALWAYS;
  private boolean referrers = true;
  private TimeSpan timeout = RuleSpec.DEFAULT_TIMEOUT;
  private Instant occurredAt;
  private Instant plannedAt;
  private Instant queuedAt;
  private int attemptsBefore;
  private Lane lane = Lane.SWIFT;
  private @Nullable TaskId replayOf;
  private @Nullable Digest announced;
  private @Nullable List<PlatformPattern> platforms;
  private @Nullable PlatformMode platformMode;
  private @Nullable ForeignLayers foreignLayers;
  private @Nullable ByteRate bandwidth;
  private @Nullable List<ArtifactType> artifacts;
  private @Nullable TaskAction action;
  private @Nullable Priority priority;
  private @Nullable Deletion deletion;
  private @Nullable Integer putOffs;

  /**
   * A draft with every default.
   *
   * @param now when the image was pushed, the task was planned, and queued, until told otherwise
   */
  public TaskDraft(EventId eventId, Reference source, Reference target, Instant now) {
    this.id = TaskId.of(eventId, null, target);
    this.eventId = eventId;
    this.source = source;
    this.target = target;
    this.occurredAt = now;
    this.plannedAt = now;
    this.queuedAt = now;
  }

  TaskDraft(SyncTask task) {
    id = task.id();
    eventId = task.eventId();
    trigger = task.trigger();
    ruleId = task.ruleId();
    ruleName = task.ruleName();
    source = task.source();
    target = task.target();
    region = task.region();
    overwrite = task.overwrite();
    referrers = task.referrers();
    timeout = task.timeout();
    occurredAt = task.occurredAt();
    plannedAt = task.plannedAt();
    queuedAt = task.queuedAt();
    attemptsBefore = task.attemptsBefore();
    lane = task.lane();
    replayOf = task.replayOf();
    announced = task.announced();
    platforms = task.platforms();
    platformMode = task.platformMode();
    foreignLayers = task.foreignLayers();
    bandwidth = task.bandwidth();
    artifacts = task.artifacts();
    action = task.action();
    priority = task.priority();
    deletion = task.deletion();
    putOffs = task.putOffs();
  }

  /** Makes it a task of this rule, in all that the rule says; the id is the rule's, too. */
  public TaskDraft rule(Rule rule) {
    RuleSpec spec = rule.spec();
    id = TaskId.of(eventId, rule.id(), target);
    ruleId = rule.id();
    ruleName = rule.name();
    overwrite = spec.overwrite();
    referrers = spec.referrers();
    timeout = spec.timeout();
    platforms = spec.platforms();
    platformMode = spec.platformMode();
    foreignLayers = spec.foreignLayers();
    bandwidth = spec.bandwidth();
    artifacts = spec.artifacts();
    priority = spec.priority();
    return this;
  }

  /**
   * Makes it a task of this rule that removes its target, because its source is said to be deleted.
   */
  public TaskDraft removal(Rule rule, Deletion held) {
    return rule(rule)
        .trigger(Trigger.EVENT)
        .lane(Lane.of(rule.spec().priority(), Trigger.EVENT))
        .action(TaskAction.DELETE)
        .deletion(held);
  }

  /** Sets {@link SyncTask#occurredAt}, {@link SyncTask#plannedAt} and {@link SyncTask#queuedAt}. */
  public TaskDraft times(Instant now) {
    occurredAt = now;
    plannedAt = now;
    queuedAt = now;
    return this;
  }

  /** Sets {@link SyncTask#id}. */
  public TaskDraft id(TaskId id) {
    this.id = id;
    return this;
  }

  /** Sets {@link SyncTask#trigger}. */
  public TaskDraft trigger(Trigger trigger) {
    this.trigger = trigger;
    return this;
  }

  /** Sets {@link SyncTask#ruleId}. */
  public TaskDraft ruleId(@Nullable RuleId ruleId) {
    this.ruleId = ruleId;
    return this;
  }

  /** Sets {@link SyncTask#ruleName}. */
  public TaskDraft ruleName(@Nullable String ruleName) {
    this.ruleName = ruleName;
    return this;
  }

  /** Sets {@link SyncTask#region}. */
  public TaskDraft region(Region region) {
    this.region = region;
    return this;
  }

  /** Sets {@link SyncTask#overwrite}. */
  public TaskDraft overwrite(Overwrite overwrite) {
    this.overwrite = overwrite;
    return this;
  }

  /** Sets {@link SyncTask#referrers}. */
  public TaskDraft referrers(boolean referrers) {
    this.referrers = referrers;
    return this;
  }

  /** Sets {@link SyncTask#timeout}. */
  public TaskDraft timeout(TimeSpan timeout) {
    this.timeout = timeout;
    return this;
  }

  /** Sets {@link SyncTask#occurredAt}. */
  public TaskDraft occurredAt(Instant occurredAt) {
    this.occurredAt = occurredAt;
    return this;
  }

  /** Sets {@link SyncTask#plannedAt}. */
  public TaskDraft plannedAt(Instant plannedAt) {
    this.plannedAt = plannedAt;
    return this;
  }

  /** Sets {@link SyncTask#queuedAt}. */
  public TaskDraft queuedAt(Instant queuedAt) {
    this.queuedAt = queuedAt;
    return this;
  }

  /** Sets {@link SyncTask#attemptsBefore}. */
  public TaskDraft attemptsBefore(int attemptsBefore) {
    this.attemptsBefore = attemptsBefore;
    return this;
  }

  /** Sets {@link SyncTask#lane}. */
  public TaskDraft lane(Lane lane) {
    this.lane = lane;
    return this;
  }

  /** Sets {@link SyncTask#replayOf}. */
  public TaskDraft replayOf(@Nullable TaskId replayOf) {
    this.replayOf = replayOf;
    return this;
  }

  /** Sets {@link SyncTask#announced}. */
  public TaskDraft announced(@Nullable Digest announced) {
    this.announced = announced;
    return this;
  }

  /** Sets {@link SyncTask#platforms}. */
  public TaskDraft platforms(@Nullable List<PlatformPattern> platforms) {
    this.platforms = platforms;
    return this;
  }

  /** Sets {@link SyncTask#platformMode}. */
  public TaskDraft platformMode(@Nullable PlatformMode platformMode) {
    this.platformMode = platformMode;
    return this;
  }

  /** Sets {@link SyncTask#foreignLayers}. */
  public TaskDraft foreignLayers(@Nullable ForeignLayers foreignLayers) {
    this.foreignLayers = foreignLayers;
    return this;
  }

  /** Sets {@link SyncTask#bandwidth}. */
  public TaskDraft bandwidth(@Nullable ByteRate bandwidth) {
    this.bandwidth = bandwidth;
    return this;
  }

  /** Sets {@link SyncTask#artifacts}. */
  public TaskDraft artifacts(@Nullable List<ArtifactType> artifacts) {
    this.artifacts = artifacts;
    return this;
  }

  /** Sets {@link SyncTask#action}. */
  public TaskDraft action(@Nullable TaskAction action) {
    this.action = action;
    return this;
  }

  /** Sets {@link SyncTask#priority}. */
  public TaskDraft priority(@Nullable Priority priority) {
    this.priority = priority;
    return this;
  }

  /** Sets {@link SyncTask#deletion}. */
  public TaskDraft deletion(@Nullable Deletion deletion) {
    this.deletion = deletion;
    return this;
  }

  /** Sets {@link SyncTask#putOffs}. */
  public TaskDraft putOffs(@Nullable Integer putOffs) {
    this.putOffs = putOffs;
    return this;
  }

  /** The task; refuses what cannot be done. */
  public SyncTask build() {
    return new SyncTask(
        id,
        eventId,
        trigger,
        ruleId,
        ruleName,
        source,
        target,
        region,
        overwrite,
        referrers,
        timeout,
        occurredAt,
        plannedAt,
        queuedAt,
        attemptsBefore,
        lane,
        replayOf,
        announced,
        platforms,
        platformMode,
        foreignLayers,
        bandwidth,
        artifacts,
        action,
        priority,
        deletion,
        putOffs);
  }
}
