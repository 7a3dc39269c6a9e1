package io.waybill.api.cancels;

import io.waybill.api.access.Caller;
import io.waybill.api.database.Database;
import io.waybill.api.queue.TaskQueue;
import io.waybill.api.records.TaskRecord;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the workers which tasks are not to be done, and history where no worker will.
 *
 * <p>The wish is on its topic before anything else is said: so a task that history calls cancelled
 * is begun by no worker that has read so far.
 */
public final class Canceller {
  private static final int PAGE = 500;

  /** How long is worked on before what no worker has ended has its turn. */
  private static final Duration TURN = Duration.ofSeconds(2);

  /** How long a worker has to say how a running task ended. */
  private static final Duration WORKERS_TIME = Duration.ofSeconds(5);

  private final CancelStore store;
  private final CancelWork work;
  private final TaskQueue queue;
  private final MessagePublisher publisher;
  private final Clock clock;

  /** A canceller of the tasks in this database. */
  public Canceller(Database database, TaskQueue queue, MessagePublisher publisher, Clock clock) {
    this.store = new CancelStore(database);
    this.work = new CancelWork(database);
    this.queue = queue;
    this.publisher = publisher;
    this.clock = clock;
  }

  /** Cancels a task that is not over; returns when the workers can know. */
  public void cancel(TaskRecord task, Instant askedAt, Caller caller) throws InterruptedException {
    tell(List.of(wish(task, askedAt, caller.name(), null)), connection -> 0);
  }

  /** Cancels those of these tasks that are not over; returns when the workers can know. */
  public void cancel(CancelId id, List<TaskRecord> tasks, Instant askedAt, Caller caller)
      throws InterruptedException {
    List<Wish> wishes =
        tasks.stream()
            .filter(task -> !task.status().isFinal())
            .map(task -> wish(task, askedAt, caller.name(), id))
            .toList();
    tell(wishes, connection -> 0);
    store.create(id, askedAt, caller, null, wishes.size());
  }

  /**
   * Begins to cancel whatever the filter describes and the caller may touch; the filter has to be
   * frozen already.
   */
  public void cancel(
      CancelId id, Map<String, List<String>> filter, Instant askedAt, Caller caller) {
    store.create(id, askedAt, caller, filter, 0);
  }

  private static Wish wish(
      TaskRecord task, Instant askedAt, @Nullable String askedBy, @Nullable CancelId cancel) {
    return new Wish(task.taskId(), task.plannedAt(), task.status(), askedAt, askedBy, cancel);
  }

  /**
   * Works on the cancels by a filter for a moment, and ends what no worker has ended. They take
   * turns, a page each, so that a small one does not wait behind a large one.
   */
  public void run() throws InterruptedException {
    Instant end = clock.instant().plus(TURN);
    boolean more = true;
    while (more && clock.instant().isBefore(end)) {
      more = step();
    }
    closeUnheeded();
  }

  private boolean step() throws InterruptedException {
    CancelWork.Claimed cancel = work.claim().orElse(null);
    if (cancel == null) {
      return false;
    }
    if (cancel.after().isEmpty()) {
      tellRunning(cancel);
    }
    List<Wish> page = work.page(cancel, PAGE);
    tell(
        page,
        connection -> {
          CancelWork.advance(connection, cancel, page, page.size() < PAGE);
          return page;
        });
    return true;
  }

  /**
   * What runs is stopped first, before the pages come to it, because it costs the most and is over
   * the soonest. It is counted now, because it may be over when the pages come to it; if it is not,
   * they say it once more, which changes nothing.
   */
  private void tellRunning(CancelWork.Claimed cancel) throws InterruptedException {
    Optional<CancelWork.Claimed> rest = cancel.running();
    while (rest.isPresent()) {
      CancelWork.Claimed part = rest.get();
      List<Wish> page = work.page(part, PAGE);
      if (!page.isEmpty()) {
        tell(
            page,
            connection -> {
              CancelWork.count(connection, part, page);
              return page;
            });
      }
      rest = page.size() < PAGE ? Optional.empty() : Optional.of(part.behind(page.getLast()));
    }
  }

  /** Tells wishes, and notes them; what else is done in that transaction is done before. */
  private void tell(List<Wish> wishes, Database.Work<?> also) throws InterruptedException {
    publisher.publishAndWait(
        Topics.CANCELS,
        wishes.stream().map(wish -> Messages.of(wish.message())).toArray(Message[]::new));
    Instant now = clock.instant();
    queue.tellAll(
        wishes.stream()
            .filter(wish -> wish.status() != TaskStatus.RUNNING)
            .map(wish -> TaskDone.of(wish.message(), now))
            .toList(),
        connection -> {
          also.in(connection);
          CancelStore.note(connection, wishes);
          return wishes;
        });
  }

  /** Of a worker that is gone nobody hears, and a task may have begun a moment ago. */
  private void closeUnheeded() throws InterruptedException {
    List<Wish> unheeded = store.findUnheeded(WORKERS_TIME, PAGE);
    if (!unheeded.isEmpty()) {
      Instant now = clock.instant();
      queue.tellAll(
          unheeded.stream().map(wish -> TaskDone.of(wish.message(), now)).toList(),
          connection -> unheeded);
    }
  }
}
