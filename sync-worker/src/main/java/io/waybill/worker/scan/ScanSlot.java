package io.waybill.worker.scan;

import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import io.waybill.worker.queue.Claim;
import io.waybill.worker.queue.Claim.ClaimLostException;
import io.waybill.worker.queue.Membership;
import io.waybill.worker.wire.DeadLetters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
 * One step of a scan at a time: a share consumer and the thread that owns it. While a {@link
 * ScanAttempt} works on a virtual thread, this one renews the claim on the record.
 */
final class ScanSlot {
  private static final Logger LOG = LoggerFactory.getLogger(ScanSlot.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration FIRST_POLLS = Duration.ofMillis(50);
  private static final Duration DEFAULT_LOCK = Duration.ofSeconds(30);

  private final ScanTools tools;
  private final int deliveryLimit;
  private final Supplier<ShareConsumer<String, byte[]>> consumers;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile boolean closing;
  private volatile @Nullable ScanAttempt running;

  /**
   * A slot.
   *
   * @param deliveryLimit the delivery at which a step is given up
   */
  ScanSlot(ScanTools tools, int deliveryLimit, Supplier<ShareConsumer<String, byte[]>> consumers) {
    this.tools = tools;
    this.deliveryLimit = deliveryLimit;
    this.consumers = consumers;
  }

  /** Ends when the slot takes steps for the first time. */
  CompletableFuture<Void> ready() {
    return ready;
  }

  /** No new step from here on; the running one goes to another worker. */
  void stop() {
    closing = true;
    ScanAttempt attempt = running;
    if (attempt != null) {
      attempt.cutShort();
    }
  }

  /** Whether no new step is taken any more. */
  boolean isStopped() {
    return closing;
  }

  /** Takes steps until {@link #stop}, with one consumer; throws Kafka's exceptions. */
  void run() throws InterruptedException {
    try (ShareConsumer<String, byte[]> consumer = consumers.get()) {
      consumer.subscribe(List.of(Topics.SCANS));
      while (!closing) {
        boolean joined = ready.isDone() || Membership.isFetching(consumer);
        for (ConsumerRecord<String, byte[]> record : consumer.poll(joined ? POLL : FIRST_POLLS)) {
          ready.complete(null);
          serve(
              new Claim(consumer, record),
              consumer.acquisitionLockTimeoutMs().map(Duration::ofMillis).orElse(DEFAULT_LOCK));
        }
        if (joined) {
          ready.complete(null);
        }
      }
    } catch (ClaimLostException lost) {
      // The consumer cannot be used any more; closing it gives back whatever it still holds.
      LOG.warn("A slot of {} lost its claim: {}", Topics.SCANS, lost.getMessage());
    }
  }

  private void serve(Claim claim, Duration lock) throws ClaimLostException, InterruptedException {
    if (closing) {
      claim.release();
      return;
    }
    ConsumerRecord<String, byte[]> record = claim.record();
    Map<String, String> headers = Headers.of(record);
    ScanStep step;
    try {
      step = Messages.readScanStep(headers, record.value());
    } catch (UnreadableMessageException unreadable) {
      setAside(record, headers, String.valueOf(unreadable.getMessage()));
      claim.accept();
      return;
    }
    int deliveries = record.deliveryCount().map(Short::intValue).orElse(1);
    if (deliveries >= deliveryLimit) {
      giveUp(step, deliveries);
      claim.accept();
      return;
    }
    ScanAttempt attempt = new ScanAttempt(step, tools);
    running = attempt;
    try {
      work(claim, attempt, lock);
    } finally {
      running = null;
    }
  }

  private static void work(Claim claim, ScanAttempt attempt, Duration lock)
      throws ClaimLostException, InterruptedException {
    CompletableFuture<ScanAttempt.Verdict> verdict = new CompletableFuture<>();
    Thread.ofVirtual()
        .name("scan step")
        .start(
            () -> {
              try {
                verdict.complete(attempt.run());
              } catch (Throwable broken) {
                verdict.completeExceptionally(broken);
              }
            });
    try {
      switch (watch(claim, verdict, lock)) {
        case ACCEPT -> claim.accept();
        case RELEASE -> claim.release();
      }
    } catch (ClaimLostException | RuntimeException | InterruptedException gone) {
      attempt.cutShort();
      verdict.exceptionally(ignored -> ScanAttempt.Verdict.RELEASE).join();
      throw gone;
    }
  }

  private static ScanAttempt.Verdict watch(
      Claim claim, CompletableFuture<ScanAttempt.Verdict> verdict, Duration lock)
      throws ClaimLostException, InterruptedException {
    while (true) {
      try {
        return verdict.get(lock.toMillis() / 2, TimeUnit.MILLISECONDS);
      } catch (TimeoutException running) {
        claim.renew();
      } catch (ExecutionException broken) {
        LOG.error("A step broke; it goes back to the queue", broken.getCause());
        return ScanAttempt.Verdict.RELEASE;
      }
    }
  }

  /** Before Kafka drops the record without a word: workers died of the step again and again. */
  private void giveUp(ScanStep step, int deliveries) {
    Failure failure =
        Failure.of(
            FailureCode.INTERNAL,
            "Tried to do a step of the scan, but of %d workers that took it none came to an end with it."
                .formatted(deliveries - 1));
    tools
        .outbox()
        .publish(
            Topics.SCAN_FACTS,
            Messages.of(
                new ScanStepDone(
                    step.scan().id(),
                    step.id(),
                    step.kind(),
                    tools.worker(),
                    List.of(),
                    ScanCounts.NONE,
                    List.of(),
                    failure,
                    tools.clock().instant())))
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
            Topics.DEAD_LETTERS, DeadLetters.of(record, headers, reason, tools.clock().instant()))
        .join();
  }
}
