package io.waybill.worker.copy;

import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.logging.LogScope;
import io.waybill.chassis.traces.TraceSpan;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import io.waybill.worker.copy.Ending.Interruption;
import io.waybill.worker.queue.Claim;
import io.waybill.worker.queue.Claim.ClaimLostException;
import io.waybill.worker.queue.Membership;
import io.waybill.worker.wire.DeadLetters;
import io.waybill.worker.wire.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task at a time: a share consumer and the thread that owns it. While an {@link Attempt} works
 * on a virtual thread, this one renews the claim on the record; when the attempt is over, and Kafka
 * has the facts that say so, it acknowledges the record.
 *
 * <p>Whatever a record holds and whatever a copy does, the slot goes on.
 */
final class CopierSlot {
  private static final Logger LOG = LoggerFactory.getLogger(CopierSlot.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration FIRST_POLLS = Duration.ofMillis(50);
  private static final Duration DEFAULT_LOCK = Duration.ofSeconds(30);

  private final LaneSettings lane;
  private final SlotTools tools;
  private final boolean first;
  private final Supplier<ShareConsumer<String, byte[]>> consumers;
  private final Runnable onBusy;
  private final Runnable onIdle;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile boolean closing;
  private volatile @Nullable Attempt running;

  /**
   * A slot.
   *
   * @param first whether it is the one that takes tasks when one is to try a registry
   * @param onBusy called when a task begins, from the slot's thread
   * @param onIdle called when it is over, from the slot's thread
   */
  CopierSlot(
      LaneSettings lane,
      SlotTools tools,
      boolean first,
      Supplier<ShareConsumer<String, byte[]>> consumers,
      Runnable onBusy,
      Runnable onIdle) {
    this.lane = lane;
    this.tools = tools;
    this.first = first;
    this.consumers = consumers;
    this.onBusy = onBusy;
    this.onIdle = onIdle;
  }

  /** Ends when the slot takes tasks for the first time. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /** No new task from here on. */
  void stopTaking() {
    closing = true;
  }

  /** Whether no new task is taken any more. */
  boolean isStopped() {
    return closing;
  }

  /** Cuts the running attempt short, if there is one, so that its task goes to another worker. */
  void cutShort() {
    Attempt attempt = running;
    if (attempt != null) {
      attempt.cutShort(Interruption.SHUTDOWN);
    }
  }

  /** Stops the running attempt, if it is one at this task, for good. */
  void cancel(CancelRequested wish) {
    Attempt attempt = running;
    if (attempt != null) {
      attempt.cancel(wish);
    }
  }

  /**
   * Takes tasks with one consumer until {@link #stopTaking}, or until they would lead nowhere; can
   * be called again, also after it has thrown Kafka's exceptions.
   *
   * <p>While no registry of the region is used, there is no consumer: so nothing is locked, and
   * tasks wait in their queue as they are.
   */
  void run() throws InterruptedException {
    while (!closing && isParked()) {
      // Who waits for the slot to be ready need not wait for a registry.
      ready.complete(null);
      tools.circuits().awaitChange(POLL);
    }
    if (!closing) {
      take();
    }
  }

  private boolean isParked() {
    return switch (tools.circuits().road(lane.region())) {
      case OPEN -> false;
      case ONE_BY_ONE -> !first;
      case CLOSED -> true;
    };
  }

  private void take() throws InterruptedException {
    try (ShareConsumer<String, byte[]> consumer = consumers.get()) {
      consumer.subscribe(List.of(lane.topic()));
      while (!closing && !isParked()) {
        boolean joined = ready.isDone() || Membership.isFetching(consumer);
        for (ConsumerRecord<String, byte[]> record : consumer.poll(joined ? POLL : FIRST_POLLS)) {
          ready.complete(null);
          serve(new Claim(consumer, record), lockOf(consumer));
        }
        if (joined) {
          ready.complete(null);
        }
      }
    } catch (ClaimLostException lost) {
      // The consumer cannot be used any more; closing it gives back whatever it still holds.
      LOG.warn("A slot of {} lost its claim: {}", lane.topic(), lost.getMessage());
    }
  }

  private void serve(Claim claim, Duration lock) throws ClaimLostException, InterruptedException {
    if (closing) {
      claim.release();
      return;
    }
    ConsumerRecord<String, byte[]> record = claim.record();
    Map<String, String> headers = Headers.of(record);
    SyncTask task;
    try {
      task = Messages.readTask(headers, record.value());
    } catch (UnreadableMessageException unreadable) {
      try (var _ = LogScope.open().with(LogScope.TRACE, TraceContext.of(headers).traceId())) {
        setAside(record, headers, String.valueOf(unreadable.getMessage()));
      }
      claim.accept();
      return;
    }
    try (var _ =
        LogScope.open()
            .with(LogScope.TASK, task.id())
            .with(LogScope.TRACE, TraceContext.of(headers).traceId())) {
      serve(task, claim, headers, lock);
    }
  }

  private void serve(SyncTask task, Claim claim, Map<String, String> headers, Duration lock)
      throws ClaimLostException, InterruptedException {
    ConsumerRecord<String, byte[]> record = claim.record();
    Optional<CancelRequested> wish = tools.cancels().find(task.id());
    if (wish.isPresent()) {
      drop(wish.get(), headers);
      claim.accept();
      return;
    }
    int deliveries = record.deliveryCount().map(Short::intValue).orElse(1);
    if (deliveries >= lane.deliveryLimit()) {
      giveUp(task, record, headers, deliveries);
      claim.accept();
      return;
    }
    TraceSpan span = AttemptSpan.begin(tools.traces(), task, headers);
    Attempt attempt = new Attempt(task, deliveries, TraceContext.of(headers), span, tools);
    running = attempt;
    // Said between the look above and now, so that nobody told the attempt.
    tools.cancels().find(task.id()).ifPresent(attempt::cancel);
    onBusy.run();
    try (span) {
      work(claim, attempt, lock);
    } finally {
      running = null;
      onIdle.run();
    }
  }

  private void work(Claim claim, Attempt attempt, Duration lock)
      throws ClaimLostException, InterruptedException {
    CompletableFuture<Attempt.Verdict> verdict = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("attempt")
        .start(
            () -> {
              try {
                verdict.complete(attempt.run());
              } catch (Throwable broken) {
                verdict.completeExceptionally(broken);
              }
            });
    try {
      switch (watch(claim, attempt, verdict, lock)) {
        case ACCEPT -> claim.accept();
        case RELEASE -> claim.release();
      }
    } catch (ClaimLostException | RuntimeException | InterruptedException gone) {
      attempt.leave();
      verdict.exceptionally(ignored -> Attempt.Verdict.RELEASE).join();
      throw gone;
    }
  }

  private static Attempt.Verdict watch(
      Claim claim, Attempt attempt, CompletableFuture<Attempt.Verdict> verdict, Duration lock)
      throws ClaimLostException, InterruptedException {
    while (true) {
      try {
        return verdict.get(lock.toMillis() / 2, TimeUnit.MILLISECONDS);
      } catch (TimeoutException running) {
        claim.renew();
        attempt.showLife();
      } catch (ExecutionException broken) {
        LOG.error("An attempt broke; its task goes back to the queue", broken.getCause());
        return Attempt.Verdict.RELEASE;
      }
    }
  }

  /** Nobody begins with it, and history knows, also where whoever wanted this died half-way. */
  private void drop(CancelRequested wish, Map<String, String> headers) {
    LOG.info("Task {} is dropped: it was cancelled at {}", wish.taskId(), wish.at());
    tools.metrics().dropped();
    tools
        .outbox()
        .publish(
            Topics.RECORDS,
            TraceContext.of(headers).on(Messages.of(TaskDone.of(wish, tools.clock().instant()))))
        .join();
  }

  /**
   * Before Kafka drops the record without a word: workers died of the task, or were stopped in it,
   * again and again.
   */
  private void giveUp(
      SyncTask task,
      ConsumerRecord<String, byte[]> record,
      Map<String, String> headers,
      int deliveries) {
    String reason =
        "Tried to copy "
            + task.source()
            + " to "
            + task.target()
            + ", but of "
            + (deliveries - 1)
            + " workers that took the task none came to an end with it";
    setAside(record, headers, reason);
    Instant now = tools.clock().instant();
    Failure failure = Failure.of(FailureCode.INTERNAL, reason + ".");
    tools
        .outbox()
        .publish(
            Topics.RECORDS,
            TraceContext.of(headers)
                .on(Messages.of(new TaskDone(task.id(), TaskStatus.FAILED, null, failure, now))))
        .join();
  }

  private void setAside(
      ConsumerRecord<String, byte[]> record, Map<String, String> headers, String reason) {
    LOG.warn(
        "Setting aside {}/{}/{}: {}", record.topic(), record.partition(), record.offset(), reason);
    tools.metrics().deadLetter();
    tools
        .outbox()
        .publish(
            Topics.DEAD_LETTERS,
            TraceContext.of(headers)
                .on(DeadLetters.of(record, headers, reason, tools.clock().instant())))
        .join();
  }

  private static Duration lockOf(ShareConsumer<String, byte[]> consumer) {
    return consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(DEFAULT_LOCK);
  }
}
