package io.waybill.worker.copy;

import io.waybill.chassis.logging.LogScope;
import io.waybill.chassis.traces.TraceSpan;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.worker.circuit.Pass;
import io.waybill.worker.circuit.PutOff;
import io.waybill.worker.copy.Ending.Interruption;
import io.waybill.worker.copy.RetryPolicy.Decision;
import io.waybill.worker.wire.TraceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One try at a task, from the fact that it began to the facts of how it ended. {@link #run} is
 * called once, on a thread of the attempt's own; {@link #cutShort} by whoever watches over it.
 */
final class Attempt {
  private static final Logger LOG = LoggerFactory.getLogger(Attempt.class);

  /** Longer than any answer of a registry that is well takes to begin. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final SyncTask task;
  private final TraceContext trace;
  private final TraceSpan span;
  private final SlotTools tools;

  /** Of this attempt alone: how long it takes is told, and limited, by it. */
  private final Clock clock;

  private final AttemptFacts facts;
  private final ProgressReporter progress;
  private final CopyAnnouncer announcer;
  private final Tally tally = new Tally();

  /** The thread that may be interrupted now; guarded by this. */
  private @Nullable Thread copying;

  /** Whether a tag may show by now what this attempt has put; guarded by this. */
  private boolean puts;

  /** How the attempt ends because it is cut short; guarded by this. */
  private @Nullable Ending interruption;

  /**
   * A try that has not begun.
   *
   * @param delivery how often the queue has given the task to a worker, this time included
   */
  Attempt(SyncTask task, int delivery, TraceContext trace, TraceSpan span, SlotTools tools) {
    this.task = task;
    this.span = span;
    this.trace = trace.within(span);
    this.tools = tools;
    this.clock = tools.steady().get();
    this.facts =
        new AttemptFacts(
            task, AttemptId.random(), tools.worker(), trace.traceId(), delivery, clock.instant());
    this.progress =
        new ProgressReporter(
            facts,
            tools.bulkThreshold(),
            clock,
            told -> {
              // Nobody waits for it: what is lost is told better a second later.
              var _ = tools.outbox().publish(Topics.PROGRESS, Messages.of(told));
            },
            bytes -> tools.metrics().copied(task.target().repository().registry(), bytes));
    this.announcer =
        new CopyAnnouncer(
            task.id(), tools.goingRound(), this::publish, clock, this::aboutToPut, progress);
  }

  /** What becomes of the record that held the task. */
  enum Verdict {
    /** The task is over, or waits elsewhere, and Kafka has the facts that say so. */
    ACCEPT,
    /** Somebody else has to do it. */
    RELEASE
  }

  /** Works on the task until the attempt is over and told. */
  Verdict run() {
    try (var _ =
            LogScope.open()
                .with(LogScope.TASK, task.id())
                .with(LogScope.TRACE, trace.traceId())
                .with(LogScope.SOURCE, task.source().repository().registry())
                .with(LogScope.TARGET, task.target().repository().registry());
        var _ = span.enter()) {
      return workAndTell();
    }
  }

  private Verdict workAndTell() {
    CompletableFuture<?> started = publish(facts.started());
    tools.metrics().started(task, facts.queued());
    Ending ending;
    try {
      ending = work();
      tell(ending, started);
    } catch (CompletionException untold) {
      LOG.warn(
          "Task {} goes back to the queue: Kafka did not take the facts of its attempt ({})",
          task.id(),
          String.valueOf(untold.getCause()));
      return Verdict.RELEASE;
    }
    return ending instanceof Ending.CutShort ? Verdict.RELEASE : Verdict.ACCEPT;
  }

  /** Stops the copy, or the pause before it is tried again, promptly. */
  void cutShort(Interruption why) {
    stop(new Ending.CutShort(why));
  }

  /** The same because the task is not to be done any more. */
  void cancel(CancelRequested wish) {
    if (wish.taskId().equals(task.id())) {
      stop(new Ending.Cancelled(wish));
    }
  }

  /**
   * The same because somebody else has the task. But not once a tag is about to be put: it may be
   * older than what the other one has put meanwhile (this worker was frozen, say), and only the
   * look at the source after the put tells. Nor where a tag is to be removed: it may be one that
   * was put since, and it is the same look that tells.
   */
  synchronized void leave() {
    if (!puts && !task.removesTarget()) {
      cutShort(Interruption.CLAIM_LOST);
    }
  }

  private synchronized void stop(Ending how) {
    if (interruption == null) {
      interruption = how;
    }
    if (copying != null) {
      copying.interrupt();
    }
  }

  /**
   * Tells that the attempt lives, also while no byte moves: a registry may take minutes to commit a
   * large blob, and whoever hears nothing for long holds the worker for lost. Returns at once.
   */
  void showLife() {
    Thread.ofVirtual().name("sign of life").start(progress::showLife);
  }

  private Ending work() {
    return switch (tools.circuits().enter(task.id().toString(), task.source(), task.target())) {
      case PutOff(Failure failure, Instant at) -> {
        LOG.debug("Task {}: {} It asks again at {}.", task.id(), failure.reason(), at);
        yield new Ending.Postponed(failure, at);
      }
      case Pass pass -> {
        try (pass) {
          yield work(pass);
        }
      }
    };
  }

  private Ending work(Pass pass) {
    for (int failures = 1; ; failures++) {
      Failure failure;
      boolean silent = false;
      Instant tried = clock.instant();
      try {
        beginInterruptible();
        CopyReport report = tools.copier().copy(task, timeLeft(), announcer);
        tally.add(report);
        tellRegistries(pass, report);
        return report.outcome() == CopyOutcome.DECLINED
            ? new Ending.HandedOver()
            : new Ending.Succeeded(report);
      } catch (CopyFailure failed) {
        announcer.requireTold();
        tally.add(failed.partialReport());
        pass.failed(failed.getCause(), Duration.between(tried, clock.instant()));
        failure = failed.failure();
        silent = isSilent(failed, tried);
      } catch (RuntimeException defect) {
        LOG.error("A defect: the copy of task {} failed unexpectedly", task.id(), defect);
        failure =
            Failure.of(
                FailureCode.INTERNAL,
                "Tried to copy " + task.source() + " to " + task.target() + ", but: " + defect);
      } catch (InterruptedException stopped) {
        return cutShortEnding();
      } finally {
        endInterruptible();
      }
      Optional<Ending> ending = endingAfter(failure, failures, silent, pass);
      if (ending.isPresent()) {
        return ending.get();
      }
    }
  }

  private static void tellRegistries(Pass pass, CopyReport report) {
    switch (report.outcome()) {
      case PASSED_OVER -> pass.sourceAnswered();
      case DECLINED, INCOMPLETE -> {
        // What was read is no proof yet that the target takes anything.
      }
      case COPIED, ALREADY_PRESENT, REMOVED, ALREADY_GONE -> pass.succeeded();
    }
  }

  /**
   * Whether a registry let the try wait in vain, with no byte to show for it. To wait like that
   * several times in a row would keep the slot from tasks of registries that answer.
   */
  private boolean isSilent(CopyFailure failed, Instant tried) {
    Duration waited = Duration.between(tried, clock.instant());
    return waited.compareTo(SILENCE) >= 0 && failed.partialReport().transfer().bytesRead() == 0;
  }

  /** How the attempt ends after this failure; empty = the pause is over and it is tried again. */
  private Optional<Ending> endingAfter(Failure failure, int failures, boolean silent, Pass pass) {
    if (isCutShort()) {
      return Optional.of(cutShortEnding());
    }
    RetryPolicy.Setback setback =
        new RetryPolicy.Setback(failure, task.triesBefore(), failures, timeLeft());
    Decision decision =
        tools.retries().decide(setback, clock.instant(), tools.random().nextDouble());
    LOG.info("Task {}: {}: {} {}", task.id(), failure.code(), failure.reason(), decision.text());
    count(failure, decision, silent);
    return switch (decision) {
      case Decision.GiveUp giveUp -> Optional.of(new Ending.Failed(told(failure, failures)));
      case Decision.RetryLater(Instant at) ->
          Optional.of(new Ending.Postponed(told(failure, failures), at));
      case Decision.RetryHere(Duration pause) when silent ->
          Optional.of(new Ending.Postponed(told(failure, failures), clock.instant().plus(pause)));
      case Decision.RetryHere(Duration pause) ->
          pass.findPutOff()
              .<Optional<Ending>>map(
                  leftAlone ->
                      Optional.of(new Ending.Postponed(told(failure, failures), leftAlone.at())))
              .orElseGet(() -> pause(failure, pause));
    };
  }

  /** Waits in the slot, after it has told why. */
  private Optional<Ending> pause(Failure failure, Duration pause) {
    // Nobody waits for it: the fact of the end, which says more, comes after it in any case.
    var _ = publish(facts.faltered(failure, pause, clock.instant()));
    try {
      beginInterruptible();
      Thread.sleep(pause);
      return Optional.empty();
    } catch (InterruptedException stopped) {
      return Optional.of(cutShortEnding());
    } finally {
      endInterruptible();
    }
  }

  private void count(Failure failure, Decision decision, boolean silent) {
    switch (decision) {
      case Decision.GiveUp giveUp -> {}
      case Decision.RetryLater later -> tools.metrics().retried(failure.code(), true);
      case Decision.RetryHere here -> tools.metrics().retried(failure.code(), silent);
    }
  }

  /** The failure, with how often it happened in this attempt. */
  private static Failure told(Failure failure, int failures) {
    return failures == 1
        ? failure
        : new Failure(
            failure.code(),
            failure.reason() + " (Tried " + failures + " times in this attempt.)",
            failure.registryError(),
            failure.hint(),
            failure.retryAfterMs());
  }

  private void tell(Ending ending, CompletableFuture<?> started) {
    progress.finish();
    Instant now = clock.instant();
    List<CompletableFuture<?>> told = new ArrayList<>(List.of(started));
    List<TaskFact> ended = facts.ended(ending, tally, now);
    AttemptSpan.end(span, (AttemptEnded) ended.getFirst());
    ended.forEach(fact -> told.add(publish(fact)));
    awaitAll(told);
    if (ending instanceof Ending.HandedOver) {
      SyncTask moved = task.movedTo(Lane.BULK, now);
      // Else history has it in the swift queue for as long as the bulk one is.
      publish(new TaskPlanned(moved, now)).join();
      tools
          .outbox()
          .publish(Topics.tasks(moved.region(), moved.lane()), trace.on(Messages.of(moved)))
          .join();
    }
    tools.metrics().ended(task, (AttemptEnded) ended.getFirst());
  }

  private CompletableFuture<?> publish(TaskFact fact) {
    return tools.outbox().publish(Topics.RECORDS, trace.on(Messages.of(fact)));
  }

  private static void awaitAll(List<CompletableFuture<?>> pending) {
    CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new)).join();
  }

  private Duration timeLeft() {
    Duration left =
        task.timeout().duration().minus(Duration.between(facts.startedAt(), clock.instant()));
    return left.isPositive() ? left : Duration.ofMillis(1);
  }

  private synchronized boolean isCutShort() {
    return interruption != null;
  }

  private synchronized Ending cutShortEnding() {
    return interruption == null ? new Ending.CutShort(Interruption.SHUTDOWN) : interruption;
  }

  /** From here on an interrupt means "stop"; one that came before still does. */
  private synchronized void beginInterruptible() throws InterruptedException {
    if (interruption != null) {
      throw new InterruptedException();
    }
    copying = Thread.currentThread();
  }

  /** From here on a lost claim does not stop it; one that was lost before still does. */
  private synchronized void aboutToPut() throws InterruptedException {
    if (interruption != null) {
      throw new InterruptedException();
    }
    puts = true;
  }

  /** From here on nobody interrupts: facts are told whatever happens. */
  private synchronized void endInterruptible() {
    copying = null;
    Thread.interrupted();
  }
}
