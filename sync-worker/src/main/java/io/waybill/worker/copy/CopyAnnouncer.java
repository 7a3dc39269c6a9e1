package io.waybill.worker.copy;

import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.tasks.TaskId;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Says of each tag that it is about to be put, while rules go round, and lets the put wait until
 * Kafka has it: so whoever plans what the target's registry announces then can know it for
 * Waybill's own copy. All else goes on to another listener. Called from many threads.
 */
final class CopyAnnouncer implements CopyListener {
  private final TaskId task;
  private final BooleanSupplier goingRound;
  private final Function<CopyAnnounced, CompletableFuture<?>> publish;
  private final Clock clock;
  private final BeforePut before;
  private final CopyListener next;
  private volatile @Nullable CompletionException lost;

  /** What happens before a tag is put. */
  @FunctionalInterface
  interface BeforePut {
    /** Throws where the tag is not to be put. */
    void run() throws InterruptedException;
  }

  /**
   * An announcer for one attempt.
   *
   * @param goingRound whether there is anybody who has to know
   * @param publish ends when Kafka has the fact
   * @param before runs before each tag is put, when all that has to know of it does
   * @param next hears of all else
   */
  CopyAnnouncer(
      TaskId task,
      BooleanSupplier goingRound,
      Function<CopyAnnounced, CompletableFuture<?>> publish,
      Clock clock,
      BeforePut before,
      CopyListener next) {
    this.task = task;
    this.goingRound = goingRound;
    this.publish = publish;
    this.clock = clock;
    this.before = before;
    this.next = next;
  }

  @Override
  public void onTagPut(TagReference target, Digest digest, Optional<Reference> origin)
      throws InterruptedException {
    if (goingRound.getAsBoolean()) {
      announce(target, digest, origin);
    }
    before.run();
  }

  private void announce(TagReference target, Digest digest, Optional<Reference> origin)
      throws InterruptedException {
    CopyAnnounced fact =
        new CopyAnnounced(task, target, digest, origin.orElse(null), clock.instant());
    try {
      publish.apply(fact).get();
    } catch (ExecutionException untold) {
      CompletionException failure = new CompletionException(untold.getCause());
      lost = failure;
      throw failure;
    }
  }

  /** Throws where Kafka did not take what had to be said, so that the copy was given up. */
  void requireTold() {
    CompletionException failure = lost;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public CopyPlan.Decision onPlan(CopyPlan plan) {
    return next.onPlan(plan);
  }

  @Override
  public void onBlobStarted(Descriptor blob) {
    next.onBlobStarted(blob);
  }

  @Override
  public void onBlobProgress(Descriptor blob, long bytes) {
    next.onBlobProgress(blob, bytes);
  }

  @Override
  public void onBlobRestarted(Descriptor blob, long bytes) {
    next.onBlobRestarted(blob, bytes);
  }

  @Override
  public void onBlobFinished(Descriptor blob, BlobResult result) {
    next.onBlobFinished(blob, result);
  }

  @Override
  public void onManifestPut(Reference target, Digest digest) {
    next.onManifestPut(target, digest);
  }
}
