package io.waybill.api.records;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptFaltered;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about one task.
 *
 * <p>Facts are merged so that neither their order nor their number matters: each part of the
 * history is a maximum (of the task's versions, of an attempt's halves, of the endings), and what a
 * reader sees is computed from the parts. So a fact that comes twice, late, or before its elder
 * changes nothing that it should not change.
 *
 * @param task the version of the task that was queued last
 * @param plannedAt when it was planned first
 * @param attempts its tries
 * @param ending how it ended, or null while it has not
 */
public record TaskHistory(
    SyncTask task, Instant plannedAt, Map<AttemptId, Attempt> attempts, @Nullable TaskDone ending) {

  private static final Set<@Nullable AttemptOutcome> SUCCESSES =
      EnumSet.of(
          AttemptOutcome.COPIED,
          AttemptOutcome.ALREADY_PRESENT,
          AttemptOutcome.PASSED_OVER,
          AttemptOutcome.DELETED,
          AttemptOutcome.ALREADY_GONE);

  /**
   * What was let go comes after what is held. Each requeueing counts up; within one, the bulk lane
   * comes after the swift one.
   */
  private static final Comparator<SyncTask> BY_QUEUEING =
      Comparator.comparing((SyncTask task) -> !task.waitsForRelease())
          .thenComparingInt(SyncTask::attemptsBefore)
          .thenComparing(SyncTask::queuedAt)
          .thenComparing(SyncTask::lane);

  /** Keeps a copy of the map. */
  public TaskHistory {
    attempts = Map.copyOf(attempts);
  }

  /** The beginning of a history; empty where the fact does not carry the task. */
  public static Optional<TaskHistory> begin(TaskFact fact) {
    return switch (fact) {
      case TaskPlanned planned -> Optional.of(of(planned.task()));
      case AttemptStarted started -> Optional.of(of(started.task()).with(started));
      case CopyAnnounced announced -> Optional.empty();
      case AttemptFaltered faltered -> Optional.empty();
      case AttemptEnded ended -> Optional.empty();
      case TaskDone done -> Optional.empty();
    };
  }

  private static TaskHistory of(SyncTask task) {
    return new TaskHistory(task, Times.stored(task.plannedAt()), Map.of(), null);
  }

  /** The history with one more fact. */
  public TaskHistory with(TaskFact fact) {
    return switch (fact) {
      case TaskPlanned planned -> withVersion(planned.task());
      case AttemptStarted started -> withVersion(started.task()).withAttempt(Attempt.of(started));
      case CopyAnnounced announced -> this;
      case AttemptFaltered faltered -> withAttempt(Attempt.of(faltered));
      case AttemptEnded ended -> withAttempt(Attempt.of(ended)).withEnding(endingOf(ended));
      case TaskDone done -> withEnding(done);
    };
  }

  private TaskHistory withVersion(SyncTask other) {
    Instant planned = Times.stored(other.plannedAt());
    return new TaskHistory(
        BY_QUEUEING.compare(other, task) > 0 ? other : task,
        planned.isBefore(plannedAt) ? planned : plannedAt,
        attempts,
        ending);
  }

  private TaskHistory withAttempt(Attempt attempt) {
    Map<AttemptId, Attempt> more = new LinkedHashMap<>(attempts);
    more.merge(attempt.id(), attempt, Attempt::merge);
    return new TaskHistory(task, plannedAt, more, ending);
  }

  private TaskHistory withEnding(@Nullable TaskDone other) {
    if (other == null) {
      return this;
    }
    return new TaskHistory(task, plannedAt, attempts, ending == null ? other : pick(ending, other));
  }

  /** An attempt that ended for good ends the task, even where its worker could not say so. */
  private static @Nullable TaskDone endingOf(AttemptEnded end) {
    TaskStatus status =
        switch (end.outcome()) {
          case COPIED, ALREADY_PRESENT, PASSED_OVER, DELETED, ALREADY_GONE -> TaskStatus.SUCCEEDED;
          case FAILED -> TaskStatus.FAILED;
          case CANCELLED -> TaskStatus.CANCELLED;
          case HANDED_OVER, RETRY_AT, LOST -> null;
        };
    return status == null
        ? null
        : new TaskDone(end.taskId(), status, end.digestAfter(), end.failure(), end.at());
  }

  /**
   * A success stays, with its first moment: a redelivery that fails afterwards takes nothing away.
   * Of failures the last one counts. That a task was cancelled counts only where it did not end by
   * itself, whichever was said first: the image is in its place, or it was tried in vain. Of two
   * who cancelled it, the first is named.
   */
  private static TaskDone pick(TaskDone one, TaskDone two) {
    if (one.status() != two.status()) {
      return rank(one) < rank(two) ? one : two;
    }
    int order =
        Comparator.comparing(TaskDone::at)
            .thenComparing(TaskDone::status)
            .thenComparing(done -> String.valueOf(done.digest()))
            .thenComparing(done -> String.valueOf(done.failure()))
            .compare(one, two);
    boolean first = one.status() != TaskStatus.FAILED;
    return (first ? order <= 0 : order >= 0) ? one : two;
  }

  private static int rank(TaskDone done) {
    return switch (done.status()) {
      case SUCCEEDED -> 0;
      case FAILED -> 1;
      case CANCELLED -> 2;
      case HELD, QUEUED, RUNNING, WAITING ->
          throw new IllegalStateException("No end of a task: " + done.status());
    };
  }

  /** The tries in the order in which they began. */
  public List<Attempt> inOrder() {
    return attempts.values().stream().sorted(Attempt.BY_START).toList();
  }

  /**
   * How a try ended; null while it runs. A try without an end is lost where a later one of the same
   * task began: the queue gives a task to another worker only when it holds the first for gone.
   */
  public @Nullable AttemptOutcome outcomeOf(Attempt attempt) {
    if (attempt.ended() != null) {
      return attempt.ended().outcome();
    }
    return attempt.equals(last()) ? null : AttemptOutcome.LOST;
  }

  /** How many tries were lost without a word: their task was given to another worker. */
  long lostUnseen() {
    return attempts.values().stream()
        .filter(attempt -> attempt.ended() == null)
        .filter(attempt -> outcomeOf(attempt) == AttemptOutcome.LOST)
        .count();
  }

  /** When a try ended; for a lost one without a word, when the next began. */
  public @Nullable Instant endOf(Attempt attempt) {
    if (attempt.ended() != null) {
      return Times.stored(attempt.ended().at());
    }
    return inOrder().stream()
        .filter(other -> Attempt.BY_START.compare(other, attempt) > 0)
        .findFirst()
        .map(Attempt::startedAt)
        .orElse(null);
  }

  /** Where the task stands. */
  public TaskStatus status() {
    if (ending != null) {
      return ending.status();
    }
    Attempt last = last();
    if (last == null) {
      return task.waitsForRelease() ? TaskStatus.HELD : TaskStatus.QUEUED;
    }
    AttemptOutcome outcome = outcomeOf(last);
    if (outcome == null) {
      return TaskStatus.RUNNING;
    }
    return outcome == AttemptOutcome.RETRY_AT && !isQueuedAgain(last)
        ? TaskStatus.WAITING
        : TaskStatus.QUEUED;
  }

  /**
   * Whether the newest queueing of the task is still to be tried. An older one may be delivered
   * once more and be tried last; what counts is whether any try had the newest. Where no try says
   * which it had, times decide.
   */
  private boolean isQueuedAgain(Attempt last) {
    return attempts.values().stream()
        .map(Attempt::queueing)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .map(newest -> task.attemptsBefore() > newest)
        .orElseGet(() -> last.ended() != null && task.queuedAt().isAfter(last.ended().at()));
  }

  /** How often the task was put back on the queue since a try was last given it; at first none. */
  public int queuedInVain() {
    int tried =
        attempts.values().stream()
            .map(Attempt::queueing)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(-1);
    return task.attemptsBefore() - tried - 1;
  }

  /**
   * The task as it goes back on the queue; it counts up, so that each requeueing is one of its own.
   */
  public SyncTask requeued(Instant now) {
    return task.requeued(now, task.attemptsBefore() + 1, putOffs());
  }

  /** How long it was put off for by its newest try, where it was; by that worker's own clock. */
  Optional<Duration> pause() {
    Attempt last = last();
    AttemptEnded end = last == null ? null : last.ended();
    return end == null || end.retryAt() == null
        ? Optional.empty()
        : Optional.of(Duration.between(end.at(), end.retryAt()));
  }

  /** The trace that its newest try belongs to, where it is known. */
  public Optional<String> lastTraceId() {
    return attempts.values().stream()
        .filter(attempt -> attempt.traceId() != null)
        .max(Comparator.comparing(Attempt::startedAt))
        .map(Attempt::traceId);
  }

  /** How many of its tries tried nothing, because a registry was down. */
  private int putOffs() {
    return (int)
        attempts.values().stream()
            .map(Attempt::ended)
            .filter(ended -> ended != null && isPutOff(ended))
            .count();
  }

  private static boolean isPutOff(AttemptEnded ended) {
    return ended.outcome() == AttemptOutcome.RETRY_AT
        && ended.failure() != null
        && ended.failure().code() == FailureCode.REGISTRY_DOWN;
  }

  /**
   * The try whose numbers stand for the task: the first that succeeded, else the last that ended.
   */
  Optional<Attempt> deciding() {
    List<Attempt> ended = inOrder().stream().filter(attempt -> attempt.ended() != null).toList();
    Collection<Attempt> successes =
        ended.stream().filter(attempt -> SUCCESSES.contains(outcomeOf(attempt))).toList();
    return successes.isEmpty()
        ? ended.stream().reduce((earlier, later) -> later)
        : successes.stream().min(Comparator.comparing(this::requireEnd));
  }

  private Instant requireEnd(Attempt attempt) {
    Instant end = endOf(attempt);
    return end == null ? Instant.MAX : end;
  }

  /** What failed in the running try and was repeated; null where nothing did, or none runs. */
  @Nullable Failure passingFailure() {
    Attempt last = last();
    return ending == null && last != null && last.ended() == null && last.faltered() != null
        ? last.faltered().failure()
        : null;
  }

  private @Nullable Attempt last() {
    return attempts.values().stream().max(Attempt.BY_START).orElse(null);
  }
}
