package io.waybill.worker.copy;

import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.rules.Priority;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.units.ByteSize;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens to a copy: counts, tells how far it has come at most once a second and once when it ends,
 * and sends a copy that will take long to the bulk lane. Called from many threads.
 */
final class ProgressReporter implements CopyListener {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final SyncTask task;
  private final AttemptId attempt;
  private final String worker;
  private final ByteSize bulkThreshold;
  private final Clock clock;
  private final Consumer<TaskProgress> sink;
  private final LongConsumer moved;
  private final Set<Digest> finished = new HashSet<>();
  private final Map<Digest, Long> moving = new HashMap<>();
  private @Nullable CopyPlan plan;
  private long finishedBytes;
  private Instant toldAt;

  /**
   * A reporter of one attempt.
   *
   * @param sink told how far it has come
   * @param moved told of bytes of blobs that the target took, again where they were sent again
   */
  ProgressReporter(
      AttemptFacts facts,
      ByteSize bulkThreshold,
      Clock clock,
      Consumer<TaskProgress> sink,
      LongConsumer moved) {
    this.task = facts.task();
    this.attempt = facts.attempt();
    this.worker = facts.worker();
    this.bulkThreshold = bulkThreshold;
    this.clock = clock;
    this.sink = sink;
    this.moved = moved;
    this.toldAt = facts.startedAt();
  }

  /**
   * Declines the first plan where it is for the bulk lane, unless the rule is in such a hurry that
   * its large images keep small ones waiting; a later one (the source moved, or the copy is tried
   * again) finds bytes moved already, and goes on.
   */
  @Override
  public CopyPlan.Decision onPlan(CopyPlan known) {
    boolean first;
    synchronized (this) {
      first = plan == null;
      plan = known;
      finished.clear();
      moving.clear();
      finishedBytes = 0;
    }
    boolean isLong = known.bytesToMove() >= bulkThreshold.bytes();
    return first && isLong && task.lane() == Lane.SWIFT && task.priority() != Priority.HIGH
        ? CopyPlan.Decision.DECLINE
        : CopyPlan.Decision.PROCEED;
  }

  @Override
  public void onBlobProgress(Descriptor blob, long bytes) {
    moved.accept(bytes);
    TaskProgress due;
    synchronized (this) {
      moving.merge(blob.digest(), bytes, Long::sum);
      due = dueNow();
    }
    tell(due);
  }

  @Override
  public void onBlobRestarted(Descriptor blob, long bytes) {
    synchronized (this) {
      moving.computeIfPresent(blob.digest(), (digest, told) -> Math.max(0, told - bytes));
    }
  }

  @Override
  public void onBlobFinished(Descriptor blob, BlobResult result) {
    TaskProgress due;
    synchronized (this) {
      moving.remove(blob.digest());
      if (finished.add(blob.digest())) {
        finishedBytes += Math.max(0, blob.size()); // A manifest may leave a size out.
      }
      due = dueNow();
    }
    tell(due);
  }

  /** Tells how far it has come, if only that it lives, unless that was told a moment ago. */
  void showLife() {
    TaskProgress due;
    synchronized (this) {
      due = plan == null ? nothingYet() : dueNow();
    }
    tell(due);
  }

  /** Tells how far it came; for the end of an attempt. */
  void finish() {
    TaskProgress last;
    synchronized (this) {
      last = progress(clock.instant());
    }
    tell(last);
  }

  private @Nullable TaskProgress dueNow() {
    Instant now = clock.instant();
    if (Duration.between(toldAt, now).compareTo(INTERVAL) < 0) {
      return null;
    }
    toldAt = now;
    return progress(now);
  }

  private TaskProgress nothingYet() {
    return new TaskProgress(task.id(), attempt, worker, 0, 0, 0, 0, clock.instant());
  }

  private @Nullable TaskProgress progress(Instant now) {
    if (plan == null) {
      return null;
    }
    long inFlight = moving.values().stream().mapToLong(Long::longValue).sum();
    long total = plan.totalBytes();
    return new TaskProgress(
        task.id(),
        attempt,
        worker,
        Math.min(total, finishedBytes + inFlight),
        total,
        Math.min(plan.blobs(), finished.size()),
        plan.blobs(),
        now);
  }

  /** Outside the lock: the copy's other threads do not wait for Kafka's client. */
  private void tell(@Nullable TaskProgress progress) {
    if (progress != null) {
      sink.accept(progress);
    }
  }
}
