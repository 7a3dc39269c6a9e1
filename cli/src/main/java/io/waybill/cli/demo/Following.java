package io.waybill.cli.demo;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.terminal.Counted;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.ProgressBar;
import io.waybill.cli.terminal.Steps;
import io.waybill.cli.terminal.Terminal;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.units.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells what becomes of one pushed image, as it happens: its event, the plan, the copy, its end.
 * What is read may come in any order across topics; it is told in the order of the path. For one
 * thread.
 */
final class Following {
  private static final Duration POLL = Duration.ofMillis(100);

  private final TopicWatcher watcher;
  private final Terminal terminal;
  private final Steps steps;
  private final TagReference image;
  private final Set<TaskId> open = new HashSet<>();
  private final Instant pushed;

  private @Nullable ImagePushed event;
  private @Nullable SyncTask task;
  private @Nullable AttemptStarted attempt;
  private @Nullable AttemptEnded end;
  private @Nullable TaskDone done;
  private @Nullable ProgressBar bar;
  private int told;

  Following(
      TopicWatcher watcher, Terminal terminal, Steps steps, TagReference image, Instant pushed) {
    this.watcher = watcher;
    this.terminal = terminal;
    this.steps = steps;
    this.image = image;
    this.pushed = pushed;
  }

  /** What became of the image: its event, its task, the attempt that counts, its end. */
  record Outcome(ImagePushed event, SyncTask task, Optional<AttemptEnded> attempt, TaskDone done) {}

  /**
   * Follows the image to the end of its task, and those of everything else that was planned in its
   * repository meanwhile.
   *
   * @throws CommandFailure when that takes longer than the patience
   */
  Outcome follow(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (done == null || !open.isEmpty()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (System.nanoTime() > deadline) {
          throw CommandFailure.failed(
              "Waited %s for %s to arrive, but %s."
                  .formatted(Durations.forPeople(patience), image, lastSeen()));
        }
        watcher.next(POLL).ifPresent(this::see);
        tell();
      }
      ImagePushed pushedEvent = event;
      SyncTask planned = task;
      if (pushedEvent == null || planned == null) {
        throw new IllegalStateException("A task that is done without an event or a plan");
      }
      return new Outcome(pushedEvent, planned, Optional.ofNullable(end), done);
    } finally {
      if (bar != null) {
        bar.close();
      }
      terminal.endLive();
    }
  }

  private void see(Object what) {
    switch (what) {
      case ImagePushed push when isOurs(push) -> event = push;
      case TaskPlanned planned
          when planned.task().source().repository().equals(image.repository()) -> {
        if (done == null || !done.taskId().equals(planned.taskId())) {
          open.add(planned.taskId());
        }
        if (planned.task().source().equals(image)) {
          task = planned.task();
        }
      }
      case AttemptStarted started when isOurs(started.taskId()) -> attempt = started;
      case TaskProgress progress when isOurs(progress.taskId()) -> draw(progress);
      case AttemptEnded ended when isOurs(ended.taskId()) && counts(ended) -> end = ended;
      case TaskDone ended -> {
        open.remove(ended.taskId());
        if (isOurs(ended.taskId())) {
          done = ended;
        }
      }
      default -> {
        // Somebody else's.
      }
    }
  }

  private boolean isOurs(ImagePushed push) {
    return push.findTagged().filter(image::equals).isPresent();
  }

  private boolean isOurs(TaskId id) {
    return task != null && task.id().equals(id);
  }

  private static boolean counts(AttemptEnded ended) {
    return ended.outcome() == AttemptOutcome.COPIED
        || ended.outcome() == AttemptOutcome.ALREADY_PRESENT
        || ended.outcome() == AttemptOutcome.FAILED;
  }

  private void draw(TaskProgress progress) {
    if (bar == null) {
      bar = new ProgressBar(terminal, steps.label("Copy"));
    }
    bar.total(progress.bytesTotal());
    bar.done(progress.bytesDone());
  }

  /** Tells what is known and was not told, in the order of the path. */
  private void tell() {
    if (told == 0 && event != null) {
      steps.done("Event", event.id().value(), sincePush(event.receivedAt()));
      told++;
    }
    if (told == 1 && task != null) {
      steps.done("Plan", "task " + task.id(), sincePush(task.plannedAt()));
      steps.detail("to %s in %s".formatted(task.target(), task.region()));
      steps.begin("Copy", "waiting for a worker");
      told++;
    }
    if (told == 2 && attempt != null && bar == null) {
      bar = new ProgressBar(terminal, steps.label("Copy"));
    }
    if (told == 2 && done != null) {
      if (bar != null) {
        bar.close();
      }
      if (end != null && done.status() == TaskStatus.SUCCEEDED) {
        steps.done("Copy", copied(end), Duration.between(end.startedAt(), end.at()));
      }
      told++;
    }
  }

  private static String copied(AttemptEnded end) {
    Transfer transfer = end.transfer();
    int there = transfer.blobsSkipped() + transfer.blobsMounted();
    return "%s in %s, %s%s"
        .formatted(
            new ByteSize(transfer.bytesWritten()).forPeople(),
            Counted.of(transfer.blobsCopied(), "blob"),
            Counted.of(transfer.manifests(), "manifest"),
            there == 0 ? "" : ", %s there already".formatted(Counted.of(there, "blob")));
  }

  /** The registry may tell of the tag before the push of it has returned. */
  private Duration sincePush(Instant then) {
    Duration since = Duration.between(pushed, then);
    return since.isNegative() ? Duration.ZERO : since;
  }

  private String lastSeen() {
    if (event == null) {
      return "no event came: the registry's notification did not reach the gateway";
    }
    if (task == null) {
      return "no task was planned from its event " + event.id();
    }
    if (attempt == null) {
      return "no worker took its task " + task.id();
    }
    return "its task " + task.id() + " is not done";
  }
}
