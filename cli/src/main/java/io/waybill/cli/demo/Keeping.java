package io.waybill.cli.demo;

import io.waybill.cli.Termination;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Terminal;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskAction;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.errors.InterruptException;

/** The demo after its story: it stays up, and tells what arrives. */
final class Keeping {
  private static final Duration POLL = Duration.ofMillis(500);

  private final Landscape landscape;
  private final TopicWatcher watcher;
  private final Terminal terminal;
  private final Termination termination;
  private final Map<TaskId, SyncTask> open = new HashMap<>();

  Keeping(Landscape landscape, TopicWatcher watcher, Terminal terminal, Termination termination) {
    this.landscape = landscape;
    this.watcher = watcher;
    this.terminal = terminal;
    this.termination = termination;
  }

  /** Says how to push an image of one's own, and returns when the process is told to end. */
  void stay() {
    instructions();
    try {
      while (!termination.isRequested()) {
        watcher.next(POLL).ifPresent(this::tell);
      }
    } catch (InterruptException told) {
      // That is how the process is told to end.
    }
    Thread.interrupted();
    terminal.line("Stopping.");
  }

  private void instructions() {
    String source = landscape.source().getAuthority();
    String target = landscape.target().getAuthority();
    terminal.line("");
    terminal.line(terminal.bold("Everything stays up. Push an image of your own:"));
    terminal.line("  docker tag IMAGE:TAG %s/demo/NAME:TAG".formatted(source));
    terminal.line("  docker push %s/demo/NAME:TAG".formatted(source));
    terminal.line("or");
    terminal.line(
        "  skopeo copy --all --dest-tls-verify=false docker://docker.io/library/alpine:3 docker://%s/demo/alpine:3"
            .formatted(source));
    terminal.line("It arrives as %s/mirror/demo/NAME:TAG. What happened:".formatted(target));
    terminal.line("  %s in a browser".formatted(landscape.api().resolve("/")));
    terminal.line("  ./waybill records list --api %s".formatted(landscape.api()));
    terminal.line("  ./waybill rules list --api %s".formatted(landscape.api()));
    terminal.line("Ctrl-C stops it all; the data stay.");
    terminal.line("");
  }

  private void tell(Object what) {
    switch (what) {
      case TaskPlanned planned -> open.put(planned.taskId(), planned.task());
      case TaskDone done -> {
        SyncTask task = open.remove(done.taskId());
        if (task != null) {
          terminal.line(line(task, done));
        }
      }
      default -> {
        // Told when the task is done.
      }
    }
  }

  /** What is there no more has no digest, nor has what a rule leaves to others. */
  private static String became(SyncTask task, TaskDone done) {
    if (done.digest() != null) {
      return "is " + done.digest();
    }
    return task.action() == TaskAction.DELETE ? "is gone" : "was passed over";
  }

  private String line(SyncTask task, TaskDone done) {
    Duration took = Duration.between(task.occurredAt(), done.at());
    if (done.status() == TaskStatus.SUCCEEDED) {
      return " %s %s %s, %s after %s"
          .formatted(
              terminal.good(terminal.choose("✓", "ok")),
              task.target(),
              became(task, done),
              Durations.forPeople(took),
              task.trigger() == Trigger.EVENT ? "the push" : "it was asked for");
    }
    return " %s %s: %s"
        .formatted(
            terminal.bad(terminal.choose("✗", "--")),
            task.target(),
            done.failure() == null
                ? done.status().name().toLowerCase(java.util.Locale.ROOT)
                : done.failure().code() + ": " + done.failure().reason());
  }
}
