package io.waybill.api.replays;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.database.Database;
import io.waybill.api.queue.TaskQueue;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Works replays off, a page at a time: first it keeps what the filter selects, then it puts a new
 * task on its queue for each. The new task's id is computed of the replay and the original, so that
 * a page that is done twice, because a process died between Kafka and the database, makes the same
 * tasks. Before that it looks once more whether another replay does the same.
 */
public final class Replayer {
  /** Tasks that were put on their queues because somebody wanted them done again. */
  public static final String REPLAYED = "waybill.replays.queued";

  private static final int RECORDS_AT_ONCE = 2_000;
  private static final int TASKS_AT_ONCE = 250;

  /** How long one replay is worked on before another has its turn. */
  private static final Duration TURN = Duration.ofSeconds(2);

  private final ReplayWork work;
  private final TaskQueue queue;
  private final Reach reach;
  private final Clock clock;
  private final Counter replayed;

  /** A replayer of what is asked for in this database. */
  public Replayer(
      Database database, TaskQueue queue, Reach reach, Clock clock, MeterRegistry metrics) {
    this.work = new ReplayWork(database);
    this.queue = queue;
    this.reach = reach;
    this.clock = clock;
    this.replayed = metrics.counter(REPLAYED);
  }

  /** Works on one replay for a moment, if there is one that nobody works on. */
  public void run() throws InterruptedException {
    ReplayWork.Claimed replay = work.claim().orElse(null);
    if (replay == null) {
      return;
    }
    Instant end = clock.instant().plus(TURN);
    boolean more = true;
    while (more && clock.instant().isBefore(end)) {
      more = step(replay);
    }
    work.release(replay.id());
  }

  private boolean step(ReplayWork.Claimed replay) throws InterruptedException {
    Map<String, List<String>> filter = replay.filter();
    if (filter != null && work.selectPage(replay, filter, RECORDS_AT_ONCE)) {
      return true;
    }
    List<ReplayWork.Pending> page = work.pending(replay.id(), TASKS_AT_ONCE);
    if (!page.isEmpty()) {
      queue(replay.id(), page);
    }
    return !page.isEmpty();
  }

  private void queue(ReplayId id, List<ReplayWork.Pending> page) throws InterruptedException {
    Instant now = clock.instant();
    List<ReplayWork.Settled> settled = new ArrayList<>();
    Map<UUID, SyncTask> wanted = new LinkedHashMap<>();
    for (ReplayWork.Pending pending : page) {
      SyncTask task = pending.task();
      String refusal =
          task == null
              ? "There is no record of the task any more."
              : reach.refusal(task).orElse(null);
      if (task == null || refusal != null) {
        settled.add(new ReplayWork.Settled(pending.item(), null, refusal));
      } else {
        TaskId made = TaskId.replayOf(pending.original(), id.toString());
        wanted.put(pending.item(), task.replayed(made, now));
      }
    }
    Map<UUID, SyncTask> taken = work.take(id, wanted);
    taken.forEach((item, task) -> settled.add(new ReplayWork.Settled(item, task.id(), null)));
    Set<TaskId> known = work.known(taken.values().stream().map(SyncTask::id).toList());
    List<SyncTask> unknown =
        taken.values().stream().filter(task -> !known.contains(task.id())).toList();
    queue.putAll(unknown, connection -> ReplayWork.settle(connection, id, settled));
    replayed.increment(unknown.size());
  }
}
