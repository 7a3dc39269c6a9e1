package io.waybill.api;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptFaltered;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Tasks and facts for tests. */
public final class Tasks {
  /** A rule that the tasks follow. */
  public static final RuleId RULE = RuleId.parse("00000000-0000-4000-8000-000000000001");

  /** When it all begins. */
  public static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private Tasks() {}

  /** The task of this name, planned so many seconds after noon. */
  public static SyncTask task(String name, long second) {
    return task(name, NOON.plusSeconds(second));
  }

  /** The task of this name, planned then. */
  public static SyncTask task(String name, Instant at) {
    EventId event = EventId.hash(name);
    Reference source = Reference.parse("here/prod/" + name + ":v1");
    Reference target = Reference.parse("there/mirror/" + name + ":v1");
    return new TaskDraft(event, source, target, at)
        .id(TaskId.of(event, RULE, target))
        .trigger(Trigger.EVENT)
        .ruleId(RULE)
        .ruleName("prod-to-there")
        .build();
  }

  /** The task of this name with this tag, planned then. */
  public static SyncTask tagged(String name, String tag, Instant at) {
    EventId event = EventId.hash(name);
    Reference target = Reference.parse("there/mirror/" + name + ":" + tag);
    return new TaskDraft(event, Reference.parse("here/prod/" + name + ":" + tag), target, at)
        .id(TaskId.of(event, RULE, target))
        .trigger(Trigger.EVENT)
        .ruleId(RULE)
        .ruleName("prod-to-there")
        .build();
  }

  /** The same of another event. */
  public static SyncTask ofEvent(SyncTask task, String name) {
    return task.draft().id(TaskId.of(EventId.hash(name), RULE, task.target())).build();
  }

  /** It is planned. */
  public static TaskPlanned planned(SyncTask task) {
    return new TaskPlanned(task, task.queuedAt());
  }

  /** A try begins. */
  public static AttemptStarted started(SyncTask task, AttemptId id, Instant at) {
    return new AttemptStarted(task, id, "worker-1", null, at);
  }

  /** Something fails in a try, and is repeated a second later. */
  public static AttemptFaltered faltered(
      SyncTask task, AttemptId id, Instant begun, Instant at, Failure failure) {
    return new AttemptFaltered(task.id(), id, "worker-1", begun, at, failure, at.plusSeconds(1));
  }

  /** A try ends; with {@link AttemptOutcome#RETRY_AT} the next one is due at once. */
  public static AttemptEnded ended(
      SyncTask task, AttemptId id, Instant begun, Instant at, AttemptOutcome outcome) {
    boolean success = outcome == AttemptOutcome.COPIED || outcome == AttemptOutcome.ALREADY_PRESENT;
    boolean failure = outcome == AttemptOutcome.RETRY_AT || outcome == AttemptOutcome.FAILED;
    return new AttemptEnded(
        task.id(),
        id,
        "worker-1",
        begun,
        at,
        outcome,
        null,
        success ? digest() : null,
        success ? new Transfer(100, 100, 0, 0, 1, 0, 0, 1) : Transfer.NONE,
        new Phases(1, 2, 3, 4, 5, 6),
        0,
        failure ? failure() : null,
        outcome == AttemptOutcome.RETRY_AT ? at : null);
  }

  /** A try ends at once, and another is due after this time. */
  public static AttemptEnded putOff(SyncTask task, AttemptId id, Instant at, Duration pause) {
    return new AttemptEnded(
        task.id(),
        id,
        "worker-1",
        at,
        at,
        AttemptOutcome.RETRY_AT,
        null,
        null,
        Transfer.NONE,
        Phases.NONE,
        0,
        failure(),
        at.plus(pause));
  }

  /** It is over. */
  public static TaskDone done(SyncTask task, TaskStatus status, Instant at) {
    return new TaskDone(
        task.id(),
        status,
        status == TaskStatus.SUCCEEDED ? digest() : null,
        status == TaskStatus.FAILED ? failure() : null,
        at);
  }

  /** A digest. */
  public static Digest digest() {
    return Digest.sha256("manifest".getBytes(StandardCharsets.UTF_8));
  }

  /** A failure, with words that PostgreSQL cannot store as they are. */
  public static Failure failure() {
    @Nullable String words = "{\"errors\":[\"nul: \u0000, backslash: \\u0000\"]}";
    return new Failure(FailureCode.NETWORK, "It broke.", words, "Try again.", null);
  }
}
