package io.waybill.schemas.wire;

import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.events.SyncRequested;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptFaltered;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.scans.ScanStepHeld;
import io.waybill.schemas.scans.ScanStepPostponed;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.SyncTask;
import java.util.Optional;

/**
 * Every kind of message, with its CloudEvents type. A type's version grows when a reader of the old
 * one could misunderstand the new one; adding an optional field does not change it.
 */
public enum MessageType {
  /** A push. */
  IMAGE_PUSHED("io.waybill.image.pushed.v1", ImagePushed.class, "image-pushed"),
  /** A deletion. */
  IMAGE_DELETED("io.waybill.image.deleted.v1", ImageDeleted.class, "image-deleted"),
  /** A manual sync. */
  SYNC_REQUESTED("io.waybill.sync.requested.v1", SyncRequested.class, "sync-requested"),
  /** The current state of a rule. */
  RULE("io.waybill.rule.v1", Rule.class, "rule"),
  /** A task. */
  SYNC_TASK("io.waybill.task.v1", SyncTask.class, "sync-task"),
  /** A fact: planned. */
  TASK_PLANNED("io.waybill.task.planned.v1", TaskPlanned.class, "task-planned"),
  /** A fact: an attempt started. */
  ATTEMPT_STARTED("io.waybill.attempt.started.v1", AttemptStarted.class, "attempt-started"),
  /** A fact: a tag is about to be put. */
  COPY_ANNOUNCED("io.waybill.copy.announced.v1", CopyAnnounced.class, "copy-announced"),
  /** A fact: something failed within an attempt, and is repeated. */
  ATTEMPT_FALTERED("io.waybill.attempt.faltered.v1", AttemptFaltered.class, "attempt-faltered"),
  /** A fact: an attempt ended. */
  ATTEMPT_ENDED("io.waybill.attempt.ended.v1", AttemptEnded.class, "attempt-ended"),
  /** A fact: done. */
  TASK_DONE("io.waybill.task.done.v1", TaskDone.class, "task-done"),
  /** Progress. */
  TASK_PROGRESS("io.waybill.task.progress.v1", TaskProgress.class, "task-progress"),
  /** A piece of a scan. */
  SCAN_STEP("io.waybill.scan.step.v1", ScanStep.class, "scan-step"),
  /** A fact about a scan: a step is over. */
  SCAN_STEP_DONE("io.waybill.scan.step.done.v1", ScanStepDone.class, "scan-step-done"),
  /** A fact about a scan: a step is tried again later. */
  SCAN_STEP_POSTPONED(
      "io.waybill.scan.step.postponed.v1", ScanStepPostponed.class, "scan-step-postponed"),
  /** A fact about a scan: a step waits for its turn. */
  SCAN_STEP_HELD("io.waybill.scan.step.held.v1", ScanStepHeld.class, "scan-step-held"),
  /** A wish that a task be not done. */
  CANCEL_REQUESTED("io.waybill.cancel.requested.v1", CancelRequested.class, "cancel-requested"),
  /** A dead letter. */
  DEAD_LETTER("io.waybill.dead-letter.v1", DeadLetter.class, "dead-letter");

  private final String cloudEventsType;
  private final Class<?> javaType;
  private final String schemaName;

  MessageType(String cloudEventsType, Class<?> javaType, String schemaName) {
    this.cloudEventsType = cloudEventsType;
    this.javaType = javaType;
    this.schemaName = schemaName;
  }

  /** The CloudEvents {@code type}, with the version as its last part. */
  public String cloudEventsType() {
    return cloudEventsType;
  }

  /** The Java type of its data. */
  public Class<?> javaType() {
    return javaType;
  }

  /** Where its JSON Schema stands among this module's resources. */
  public String schemaResource() {
    return "/waybill/schemas/v1/" + schemaName + ".schema.json";
  }

  /** The kind with this CloudEvents type. */
  public static Optional<MessageType> find(String cloudEventsType) {
    for (MessageType type : values()) {
      if (type.cloudEventsType.equals(cloudEventsType)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
