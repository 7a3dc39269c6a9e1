package io.waybill.worker.scan;

import io.waybill.chassis.logging.LogScope;
import io.waybill.registry.UnknownRegistryException;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFact;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.scans.ScanStepHeld;
import io.waybill.schemas.scans.ScanStepPostponed;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.worker.circuit.PutOff;
import io.waybill.worker.copy.RetryPolicy.Decision;
import io.waybill.worker.copy.RetryPolicy.Setback;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One step of a scan, from its record to the facts. {@link #run} is called once, on a thread of its
 * own; {@link #cutShort} by whoever watches over it.
 *
 * <p>Tasks are on Kafka before the steps that follow, those before the fact that names them, and
 * that before the record is acknowledged: so nothing is forgotten, whenever the worker dies, and
 * what is done twice is the same.
 */
final class ScanAttempt {
  private static final Logger LOG = LoggerFactory.getLogger(ScanAttempt.class);

  /** No pause in a slot is longer than this anyway. */
  private static final Duration PATIENCE = Duration.ofHours(1);

  private final ScanStep step;
  private final ScanTools tools;

  /** Tasks that are on Kafka already. */
  private final Set<TaskId> sent = new HashSet<>();

  /** The thread that may be interrupted now; guarded by this. */
  private @Nullable Thread working;

  /** Whether it is cut short; guarded by this. */
  private boolean stopped;

  ScanAttempt(ScanStep step, ScanTools tools) {
    this.step = step;
    this.tools = tools;
  }

  /** What becomes of the record that held the step. */
  enum Verdict {
    /** The step is over, or waits elsewhere, and Kafka has the facts that say so. */
    ACCEPT,
    /** Somebody else has to do it. */
    RELEASE
  }

  /** Works on the step until it is over and told. */
  Verdict run() {
    try (var _ = LogScope.open().with(LogScope.SCAN, step.scan().id())) {
      return workAndTell();
    }
  }

  private Verdict workAndTell() {
    StepWork work = tools.scanner().begin(step);
    try {
      for (int failures = 1; ; failures++) {
        if (isCancelled()) {
          return Verdict.ACCEPT;
        }
        Optional<PutOff> putOff = findPutOff();
        if (putOff.isPresent()) {
          return putOff(putOff.get());
        }
        StepResult result = attempt(work);
        if (isCancelled()) {
          return Verdict.ACCEPT;
        }
        publishTasks(result.tasks());
        Failure setback = result.setback().orElse(null);
        if (setback == null) {
          return finish(result, null);
        }
        Instant now = tools.clock().instant();
        Decision decision =
            tools
                .retries()
                .decide(
                    new Setback(setback, step.attemptsBefore(), failures, PATIENCE),
                    now,
                    tools.random().nextDouble());
        LOG.info(
            "Step {} of scan {}: {} {}",
            step.id(),
            step.scan().id(),
            setback.reason(),
            decision.text());
        switch (decision) {
          case Decision.GiveUp giveUp -> {
            return giveUp(result, setback);
          }
          case Decision.RetryLater later when step.scan().dryRun() -> {
            // Somebody waits for the answer: what can be seen now is worth more than all tomorrow.
            return giveUp(result, setback);
          }
          case Decision.RetryLater(Instant at) -> {
            tell(new ScanStepPostponed(step, tools.worker(), setback, at, now));
            return Verdict.ACCEPT;
          }
          case Decision.RetryHere(Duration pause) -> pause(pause);
        }
      }
    } catch (InterruptedException cut) {
      return Verdict.RELEASE;
    } catch (CompletionException untold) {
      LOG.warn(
          "Step {} of scan {} goes back to the queue: Kafka did not take what came of it ({})",
          step.id(),
          step.scan().id(),
          String.valueOf(untold.getCause()));
      return Verdict.RELEASE;
    }
  }

  /** A step waits where its source is left alone, or all that it would be compared with. */
  private Optional<PutOff> findPutOff() {
    RuleSpec rule = step.scan().rule().spec();
    Optional<PutOff> source = tools.circuits().findPutOff(rule.source().registry());
    if (source.isPresent()) {
      return source;
    }
    Optional<PutOff> last = Optional.empty();
    for (RuleTarget target : rule.targets()) {
      last = tools.circuits().findPutOff(target.registry());
      if (last.isEmpty()) {
        return last;
      }
    }
    return last;
  }

  private Verdict putOff(PutOff putOff) {
    if (step.scan().dryRun()) {
      return finish(setback(putOff.failure()), putOff.failure());
    }
    LOG.info("Step {} of scan {}: {}", step.id(), step.scan().id(), putOff.failure().reason());
    tell(
        new ScanStepPostponed(
            step, tools.worker(), putOff.failure(), putOff.at(), tools.clock().instant()));
    return Verdict.ACCEPT;
  }

  /** Then nothing comes of the step any more. */
  private boolean isCancelled() {
    boolean cancelled = tools.cancelled().test(step.scan().id());
    if (cancelled) {
      LOG.info("Step {} of scan {} is dropped: the scan is cancelled", step.id(), step.scan().id());
    }
    return cancelled;
  }

  /** Stops the step promptly. */
  synchronized void cutShort() {
    stopped = true;
    if (working != null) {
      working.interrupt();
    }
  }

  private StepResult attempt(StepWork work) throws InterruptedException {
    beginInterruptible();
    try {
      return work.run();
    } catch (RegistryException failed) {
      if (failed.code() == FailureCode.CANCELLED) {
        throw new InterruptedException();
      }
      return setback(failed.failure());
    } catch (UnknownRegistryException unknown) {
      return setback(
          Failure.of(
              FailureCode.REGISTRY_UNKNOWN,
              "Tried to scan, but this worker does not know the registry. "
                  + unknown.getMessage()
                  + "."));
    } catch (RuntimeException defect) {
      LOG.error("A defect: step {} of scan {} failed", step.id(), step.scan().id(), defect);
      return setback(
          Failure.of(FailureCode.INTERNAL, "Tried to scan but failed because: " + defect + "."));
    } finally {
      endInterruptible();
    }
  }

  private static StepResult setback(Failure failure) {
    return new StepResult(List.of(), List.of(), ScanCounts.NONE, List.of(), Optional.of(failure));
  }

  private void pause(Duration pause) throws InterruptedException {
    beginInterruptible();
    try {
      Thread.sleep(pause);
    } finally {
      endInterruptible();
    }
  }

  /** Where single images tell what failed, the step itself has done what it could. */
  private Verdict giveUp(StepResult result, Failure setback) {
    return finish(result, result.findings().isEmpty() ? setback : null);
  }

  private Verdict finish(StepResult result, @Nullable Failure failure) {
    publishAll(result.next().stream().map(this::passOn).toList());
    tell(
        new ScanStepDone(
            step.scan().id(),
            step.id(),
            step.kind(),
            tools.worker(),
            result.next().stream()
                .map(next -> new ScanStepDone.Added(next.id(), next.kind()))
                .toList(),
            result.counts(),
            result.findings(),
            failure,
            tools.clock().instant()));
    return Verdict.ACCEPT;
  }

  /** The steps of a migration wait for their turn; all others go on the queue. */
  private CompletableFuture<?> passOn(ScanStep next) {
    return step.scan().migration() == null
        ? send(Topics.SCANS, Messages.of(next))
        : send(
            Topics.SCAN_FACTS,
            Messages.of(new ScanStepHeld(next, tools.worker(), tools.clock().instant())));
  }

  private void publishTasks(List<SyncTask> tasks) {
    List<CompletableFuture<?>> pending = new ArrayList<>();
    int before = sent.size();
    for (SyncTask task : tasks) {
      if (sent.add(task.id())) {
        pending.add(
            send(Topics.RECORDS, Messages.of(new TaskPlanned(task, tools.clock().instant()))));
        pending.add(send(Topics.tasks(task.region(), task.lane()), Messages.of(task)));
      }
    }
    publishAll(pending);
    tools.metrics().planned(sent.size() - before, 0);
  }

  private void tell(ScanFact fact) {
    send(Topics.SCAN_FACTS, Messages.of(fact)).join();
  }

  private CompletableFuture<?> send(String topic, Message message) {
    return tools.outbox().publish(topic, message);
  }

  private static void publishAll(List<? extends CompletableFuture<?>> pending) {
    CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new)).join();
  }

  private synchronized void beginInterruptible() throws InterruptedException {
    if (stopped) {
      throw new InterruptedException();
    }
    working = Thread.currentThread();
  }

  /** From here on nobody interrupts: what was seen is told whatever happens. */
  private synchronized void endInterruptible() {
    working = null;
    Thread.interrupted();
  }
}
