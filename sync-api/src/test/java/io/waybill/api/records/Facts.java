package io.waybill.api.records;

import io.waybill.api.Tasks;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Lives of tasks, as facts in the order in which they happen. */
final class Facts {
  private Facts() {}

  /** A task with up to four tries, some of which vanish or wait for a retry; it may not be over. */
  static List<TaskFact> life(String name, Random random) {
    List<TaskFact> facts = new ArrayList<>();
    SyncTask task = Tasks.task(name, random.nextInt(1000));
    Instant now = task.queuedAt();
    facts.add(Tasks.planned(task));
    for (int attempt = 0; attempt < 4; attempt++) {
      AttemptId id = new AttemptId(new UUID(random.nextLong(), random.nextLong()));
      Instant begun = now.plusMillis(1 + random.nextInt(500));
      now = begun.plusMillis(1 + random.nextInt(5000));
      facts.add(Tasks.started(task, id, begun));
      for (int i = random.nextInt(3); i > 0; i--) {
        facts.add(
            Tasks.faltered(
                task,
                id,
                begun,
                begun.plusMillis(i),
                Failure.of(FailureCode.NETWORK, "Broken for the " + i + ". time.")));
      }
      switch (random.nextInt(6)) {
        case 0 -> {
          // The worker vanishes, and the queue gives the task to another.
        }
        case 1 -> {
          facts.add(Tasks.ended(task, id, begun, now, AttemptOutcome.RETRY_AT));
          task = task.requeued(now.plusSeconds(1), task.attemptsBefore() + 1, 0);
          now = task.queuedAt();
          facts.add(Tasks.planned(task));
        }
        case 2 -> {
          facts.add(Tasks.ended(task, id, begun, now, AttemptOutcome.COPIED));
          facts.add(Tasks.done(task, TaskStatus.SUCCEEDED, now.plusMillis(1)));
        }
        case 3 -> {
          // Somebody cancels it; a worker may have it all the same, or get it later.
          facts.add(Tasks.done(task, TaskStatus.CANCELLED, now.minusMillis(1)));
          facts.add(Tasks.ended(task, id, begun, now, AttemptOutcome.CANCELLED));
          facts.add(Tasks.done(task, TaskStatus.CANCELLED, now));
        }
        case 4 -> {
          facts.add(Tasks.ended(task, id, begun, now, AttemptOutcome.FAILED));
          facts.add(Tasks.done(task, TaskStatus.FAILED, now.plusMillis(1)));
        }
        default -> facts.add(Tasks.ended(task, id, begun, now, AttemptOutcome.LOST));
      }
    }
    return facts;
  }

  /** The same facts, some of them several times, in any order. */
  static List<TaskFact> shaken(List<TaskFact> facts, Random random) {
    List<TaskFact> shaken = new ArrayList<>(facts);
    for (TaskFact fact : facts) {
      if (random.nextBoolean()) {
        shaken.add(fact);
      }
    }
    Collections.shuffle(shaken, random);
    return shaken;
  }
}
