package io.waybill.schemas.tasks;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.ArtifactType;
import io.waybill.schemas.rules.ForeignLayers;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.PlatformSelection;
import io.waybill.schemas.rules.Priority;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.TimeSpan;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Make the target equal to what the source is now.
 *
 * @param id see {@link TaskId}
 * @param eventId what made it
 * @param trigger what kind of thing that was
 * @param ruleId the rule it follows, or null for a sync into a target that no rule names
 * @param ruleName the rule's name at that time, for people
 * @param source a tag, whose digest is looked up when the task runs, or a digest
 * @param target a tag for a tag, a tag or a digest for a digest
 * @param region the target registry's region
 * @param overwrite what happens to a target tag that points to something else
 * @param referrers whether signatures and the like come along
 * @param timeout how long one attempt may take
 * @param occurredAt when the image was pushed, or the wish was said
 * @param plannedAt when the task was made
 * @param queuedAt when it was put on the queue, this time
 * @param attemptsBefore attempts that ended with a later retry before it was queued this time
 * @param lane which queue it is in
 * @param replayOf the task that it repeats, or null
 * @param announced the digest that the event says the source tag was moved to, where it says one.
 *     docker distribution announces a push before it moves the tag, so for a moment the source may
 *     show an older digest, or none; whatever the tag shows later is what counts
 * @param platforms the platforms of an image that are wanted, or null for all
 * @param platformMode what becomes of an index of which only some are; goes with platforms
 * @param foreignLayers what happens to layers that have an address of their own, or null to leave
 *     them there
 * @param bandwidth how much it may write in a second, or null for its share of what the registries
 *     allow
 * @param artifacts the kinds of content that are wanted, or null for any
 * @param action what it does at the target, or null for {@link TaskAction#COPY}
 * @param priority how much the rule is in a hurry, or null for {@link Priority#NORMAL}
 * @param deletion what it has to know to remove its target; goes with {@link TaskAction#DELETE}
 * @param putOffs how many of {@code attemptsBefore} tried nothing, because a registry was down
 *     ({@link io.waybill.schemas.failures.FailureCode#REGISTRY_DOWN}), or null for none
 */
public record SyncTask(
    TaskId id,
    EventId eventId,
    Trigger trigger,
    @Nullable RuleId ruleId,
    @Nullable String ruleName,
    Reference source,
    Reference target,
    Region region,
    Overwrite overwrite,
    boolean referrers,
    TimeSpan timeout,
    Instant occurredAt,
    Instant plannedAt,
    Instant queuedAt,
    int attemptsBefore,
    Lane lane,
    @Nullable TaskId replayOf,
    @Nullable Digest announced,
    @Nullable List<PlatformPattern> platforms,
    @Nullable PlatformMode platformMode,
    @Nullable ForeignLayers foreignLayers,
    @Nullable ByteRate bandwidth,
    @Nullable List<ArtifactType> artifacts,
    @Nullable TaskAction action,
    @Nullable Priority priority,
    @Nullable Deletion deletion,
    @Nullable Integer putOffs) {

  /** Refuses what cannot be done. */
  public SyncTask {
    if (source instanceof TagReference && target instanceof DigestReference) {
      throw new IllegalArgumentException("a tag cannot be synced into a digest: " + target);
    }
    platforms = platforms == null || platforms.isEmpty() ? null : List.copyOf(platforms);
    PlatformSelection.of(platforms, platformMode);
    artifacts = artifacts == null || artifacts.isEmpty() ? null : List.copyOf(artifacts);
    action = action == TaskAction.COPY ? null : action;
    priority = priority == Priority.NORMAL ? null : priority;
    putOffs = putOffs == null || putOffs == 0 ? null : putOffs;
    if (deletion != null && action != TaskAction.DELETE) {
      throw new IllegalArgumentException("deletion goes with the action delete");
    }
  }

  /** The same, to be changed in some way. */
  public TaskDraft draft() {
    return new TaskDraft(this);
  }

  /** The platforms that are wanted; empty = all. */
  public Optional<PlatformSelection> selection() {
    return PlatformSelection.of(platforms, platformMode);
  }

  /** Whether it removes the target, rather than put something there. */
  public boolean removesTarget() {
    return action == TaskAction.DELETE;
  }

  /** Whether it is on no queue, because the API has to let it go first. */
  public boolean waitsForRelease() {
    return deletion != null && deletion.waits();
  }

  /** How often it was tried before it was queued this time, and put off for a later retry. */
  public int triesBefore() {
    return Math.max(0, attemptsBefore - (putOffs == null ? 0 : putOffs));
  }

  /**
   * The same task, put on the queue again after an attempt.
   *
   * @param attempts attempts so far that ended with a later retry
   * @param idle how many of them tried nothing
   */
  public SyncTask requeued(Instant now, int attempts, int idle) {
    return draft().queuedAt(now).attemptsBefore(attempts).putOffs(idle).build();
  }

  /** The same task, put on the queue of another lane. */
  public SyncTask movedTo(Lane other, Instant now) {
    return draft().lane(other).queuedAt(now).build();
  }

  /** A new task that does the same again because somebody asked for it. */
  public SyncTask replayed(TaskId newId, Instant now) {
    return draft()
        .id(newId)
        .trigger(Trigger.REPLAY)
        .times(now)
        .attemptsBefore(0)
        .putOffs(null)
        .lane(Lane.of(priority, Trigger.REPLAY))
        .replayOf(id)
        .announced(null)
        .deletion(deletion == null ? null : deletion.again())
        .build();
  }
}
