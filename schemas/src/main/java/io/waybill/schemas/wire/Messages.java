package io.waybill.schemas.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.events.SyncRequested;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptFaltered;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.scans.ScanFact;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.scans.ScanStepHeld;
import io.waybill.schemas.scans.ScanStepPostponed;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.SyncTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes each contract as a {@link Message}, and reads it back. */
public final class Messages {
  private static final String JSON = "application/json";

  private Messages() {}

  /** An event, for {@link Topics#EVENTS}. */
  public static Message of(ImageEvent event) {
    MessageType type =
        switch (event) {
          case ImagePushed pushed -> MessageType.IMAGE_PUSHED;
          case ImageDeleted deleted -> MessageType.IMAGE_DELETED;
          case SyncRequested requested -> MessageType.SYNC_REQUESTED;
        };
    String subject = event.repository().toString();
    return write(
        type, subject, event.id().value(), event.origin(), subject, event.occurredAt(), event);
  }

  /** A rule's current state, for {@link Topics#RULES}. */
  public static Message of(Rule rule) {
    String id = rule.id().toString();
    return write(
        MessageType.RULE, id, id + "/" + rule.revision(), "/api", id, rule.updatedAt(), rule);
  }

  /** The end of a rule, for {@link Topics#RULES}: a tombstone. */
  public static Message tombstone(RuleId id) {
    return new Message(id.toString(), Map.of(), null);
  }

  /** A task, for {@link Topics#tasks}. */
  public static Message of(SyncTask task) {
    return write(
        MessageType.SYNC_TASK,
        task.target().text(),
        task.id() + "/" + task.attemptsBefore(),
        "/planner",
        task.id().toString(),
        task.queuedAt(),
        task);
  }

  /** A fact, for {@link Topics#RECORDS}. */
  public static Message of(TaskFact fact) {
    MessageType type =
        switch (fact) {
          case TaskPlanned planned -> MessageType.TASK_PLANNED;
          case AttemptStarted started -> MessageType.ATTEMPT_STARTED;
          case CopyAnnounced announced -> MessageType.COPY_ANNOUNCED;
          case AttemptFaltered faltered -> MessageType.ATTEMPT_FALTERED;
          case AttemptEnded ended -> MessageType.ATTEMPT_ENDED;
          case TaskDone done -> MessageType.TASK_DONE;
        };
    String id =
        switch (fact) {
          case TaskPlanned planned ->
              planned.taskId() + "/planned/" + planned.task().attemptsBefore();
          case AttemptStarted started -> started.attemptId() + "/started";
          case CopyAnnounced announced ->
              announced.taskId() + "/announced/" + announced.target() + "/" + announced.at();
          case AttemptFaltered faltered -> faltered.attemptId() + "/faltered/" + faltered.at();
          case AttemptEnded ended -> ended.attemptId() + "/ended";
          case TaskDone done -> done.taskId() + "/done";
        };
    String task = fact.taskId().toString();
    return write(type, task, id, "/worker", task, fact.at(), fact);
  }

  /** Progress, for {@link Topics#PROGRESS}. */
  public static Message of(TaskProgress progress) {
    String task = progress.taskId().toString();
    return write(
        MessageType.TASK_PROGRESS,
        task,
        progress.attemptId() + "/" + progress.bytesDone(),
        "/worker",
        task,
        progress.at(),
        progress);
  }

  /** A piece of a scan, for {@link Topics#SCANS}. */
  public static Message of(ScanStep step) {
    return write(
        MessageType.SCAN_STEP,
        step.id().value(),
        step.scan().id() + "/" + step.id() + "/" + step.attemptsBefore(),
        "/scanner",
        step.scan().id().toString(),
        step.queuedAt(),
        step);
  }

  /** A fact about a scan, for {@link Topics#SCAN_FACTS}. */
  public static Message of(ScanFact fact) {
    MessageType type =
        switch (fact) {
          case ScanStepDone done -> MessageType.SCAN_STEP_DONE;
          case ScanStepPostponed postponed -> MessageType.SCAN_STEP_POSTPONED;
          case ScanStepHeld held -> MessageType.SCAN_STEP_HELD;
        };
    String id =
        switch (fact) {
          case ScanStepDone done -> "done";
          case ScanStepPostponed postponed -> "postponed/" + postponed.step().attemptsBefore();
          case ScanStepHeld held -> "held";
        };
    String scan = fact.scanId().toString();
    return write(
        type, scan, scan + "/" + fact.stepId() + "/" + id, "/worker", scan, fact.at(), fact);
  }

  /** A wish that a task be not done, for {@link Topics#CANCELS}. */
  public static Message of(CancelRequested wish) {
    String task = wish.taskId().toString();
    return write(
        MessageType.CANCEL_REQUESTED, task, task + "/cancel", "/api", task, wish.at(), wish);
  }

  /** A dead letter, for {@link Topics#DEAD_LETTERS}. */
  public static Message of(DeadLetter letter) {
    String id = letter.id().toString();
    return write(MessageType.DEAD_LETTER, id, id, letter.origin(), id, letter.at(), letter);
  }

  /** Reads an event. */
  public static ImageEvent readEvent(Map<String, String> headers, byte @Nullable [] value)
      throws UnreadableMessageException {
    return read(headers, value, ImageEvent.class);
  }

  /** Reads a rule; a tombstone is not one. */
  public static Rule readRule(Map<String, String> headers, byte @Nullable [] value)
      throws UnreadableMessageException {
    return read(headers, value, Rule.class);
  }

  /** Reads a task. */
  public static SyncTask readTask(Map<String, String> headers, byte @Nullable [] value)
      throws UnreadableMessageException {
    return read(headers, value, SyncTask.class);
  }

  /** Reads a fact. */
  public static TaskFact readFact(Map<String, String> headers, byte @Nullable [] value)
      throws UnreadableMessageException {
    return read(headers, value, TaskFact.class);
  }

  /** Reads progress. */
  public static TaskProgress readProgress(Map<String, String> headers, byte @Nullable [] value)
      throws UnreadableMessageException {
    return read(headers, value, TaskProgress.class);
  }

  /** Reads a piece of a scan. */
  public static ScanStep readScanStep(Map<String, String> headers, byte @Nullable [] value)
      throws UnreadableMessageException {
    return read(headers, value, ScanStep.class);
  }

  /** Reads a fact about a scan. */
  public static ScanFact readScanFact(Map<String, String> headers, byte @Nullable [] value)
      throws UnreadableMessageException {
    return read(headers, value, ScanFact.class);
  }

  /** Reads a wish that a task be not done. */
  public static CancelRequested readCancel(Map<String, String> headers, byte @Nullable [] value)
      throws UnreadableMessageException {
    return read(headers, value, CancelRequested.class);
  }

  /** Reads a dead letter. */
  public static DeadLetter readDeadLetter(Map<String, String> headers, byte @Nullable [] value)
      throws UnreadableMessageException {
    return read(headers, value, DeadLetter.class);
  }

  private static Message write(
      MessageType type,
      String key,
      String id,
      String source,
      String subject,
      Instant time,
      Object data) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(CloudEvents.SPEC_VERSION, "1.0");
    headers.put(CloudEvents.TYPE, type.cloudEventsType());
    headers.put(CloudEvents.ID, id);
    headers.put(CloudEvents.SOURCE, source);
    headers.put(CloudEvents.SUBJECT, subject);
    headers.put(CloudEvents.TIME, time.toString());
    headers.put(CloudEvents.CONTENT_TYPE, JSON);
    try {
      return new Message(key, headers, Json.lenient().writeValueAsBytes(data));
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("A contract type cannot be written as JSON: " + type, defect);
    }
  }

  private static <T> T read(Map<String, String> headers, byte @Nullable [] value, Class<T> expected)
      throws UnreadableMessageException {
    String name = headers.get(CloudEvents.TYPE);
    if (name == null) {
      throw new UnreadableMessageException("The header " + CloudEvents.TYPE + " is missing");
    }
    MessageType type =
        MessageType.find(name)
            .orElseThrow(
                () ->
                    new UnreadableMessageException("This version does not know the type " + name));
    if (!expected.isAssignableFrom(type.javaType())) {
      throw new UnreadableMessageException("The type " + name + " does not belong in this topic");
    }
    if (value == null) {
      throw new UnreadableMessageException("A " + name + " without content");
    }
    try {
      Object data = Json.lenient().readValue(value, type.javaType());
      if (data == null) {
        throw new UnreadableMessageException("A " + name + " whose content is null");
      }
      return expected.cast(data);
    } catch (JsonProcessingException malformed) {
      throw new UnreadableMessageException(
          "A " + name + " that cannot be read: " + JsonProblems.describe(malformed), malformed);
    } catch (IOException impossible) {
      throw new UncheckedIOException("Bytes in memory could not be read", impossible);
    }
  }
}
