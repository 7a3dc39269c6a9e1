package io.waybill.worker.plan;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import java.util.List;

/**
 * What an event leads to.
 *
 * @param tasks to be queued; those that wait for release are recorded as planned only
 * @param refused tasks that cannot be carried out whoever tries; they are recorded as planned and
 *     over
 * @param unplannable wishes for which not even a target can be named: one sentence each, for a dead
 *     letter
 * @param passedOver why there is nothing to do, one sentence for each reason; for the log and for
 *     whoever wonders
 */
public record Plan(
    List<SyncTask> tasks,
    List<Refused> refused,
    List<String> unplannable,
    List<String> passedOver) {

  /**
   * A task that is over before it began.
   *
   * @param task the task
   * @param failure why it cannot be carried out
   */
  public record Refused(SyncTask task, Failure failure) {
    /** How it ends: a tag that a rule protects is no failure of anybody. */
    public TaskStatus status() {
      return failure.code() == FailureCode.TAG_PROTECTED ? TaskStatus.CANCELLED : TaskStatus.FAILED;
    }
  }

  /** Keeps copies of the lists. */
  public Plan {
    tasks = List.copyOf(tasks);
    refused = List.copyOf(refused);
    unplannable = List.copyOf(unplannable);
    passedOver = List.copyOf(passedOver);
  }

  /** A plan to do nothing. */
  static Plan nothing(String why) {
    return new Plan(List.of(), List.of(), List.of(), List.of(why));
  }

  /** A plan to do nothing about something that somebody asked for. */
  static Plan impossible(String why) {
    return new Plan(List.of(), List.of(), List.of(why), List.of());
  }

  /** Whether neither a task nor a record of a refused one comes of it. */
  public boolean isEmpty() {
    return tasks.isEmpty() && refused.isEmpty() && unplannable.isEmpty();
  }
}
