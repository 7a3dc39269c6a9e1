package io.waybill.worker.copy;

import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.TaskId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tasks are not to be done. Wishes are forgotten after as long as Kafka keeps a task, and
 * beyond a million of them the oldest are: memory is bounded, and a task that is done though it was
 * cancelled long ago is an image in its place, which history then says.
 */
public final class Cancels {
  private static final Logger LOG = LoggerFactory.getLogger(Cancels.class);
  private static final Duration KEPT = Duration.ofDays(31);
  private static final int MOST = 1_000_000;

  private final Clock clock;
  private final int generationSize;
  private final List<Consumer<CancelRequested>> listeners = new CopyOnWriteArrayList<>();

  /** The newest first; guarded by this. */
  private final Deque<Generation> generations = new ArrayDeque<>();

  /** Wishes that came one after the other, so that they are forgotten together. */
  private static final class Generation {
    private final TaskIdSet ids = new TaskIdSet();
    private Instant newest = Instant.MIN;
  }

  /** None yet. */
  public Cancels(Clock clock) {
    this(clock, MOST);
  }

  Cancels(Clock clock, int most) {
    this.clock = clock;
    this.generationSize = Math.max(1, most / 10);
  }

  /** Calls the listener with each wish from now on, after it can be found. */
  void listen(Consumer<CancelRequested> listener) {
    listeners.add(listener);
  }

  /** Notes a wish and tells the listeners. */
  void add(CancelRequested wish) {
    remember(wish);
    listeners.forEach(listener -> listener.accept(wish));
  }

  private synchronized void remember(CancelRequested wish) {
    Instant eldest = clock.instant().minus(KEPT);
    generations.removeIf(generation -> generation.newest.isBefore(eldest));
    if (wish.at().isBefore(eldest)) {
      return;
    }
    if (generations.isEmpty() || generations.getFirst().ids.size() >= generationSize) {
      generations.addFirst(new Generation());
    }
    if (generations.size() > 10) {
      LOG.warn(
          "More than {} tasks are cancelled: the oldest wishes are forgotten, and their tasks are"
              + " done where they are still in a queue",
          10 * generationSize);
      generations.removeLast();
    }
    Generation youngest = generations.getFirst();
    youngest.ids.add(wish.taskId(), wish.at().toEpochMilli());
    youngest.newest = wish.at().isAfter(youngest.newest) ? wish.at() : youngest.newest;
  }

  /** The wish that the task be not done, if there is one; nobody is remembered as its author. */
  public synchronized Optional<CancelRequested> find(TaskId task) {
    return generations.stream()
        .filter(generation -> generation.ids.contains(task))
        .findFirst()
        .map(
            generation ->
                new CancelRequested(task, null, Instant.ofEpochMilli(generation.ids.number(task))));
  }
}
