package io.waybill.worker.copy;

import io.waybill.registry.copy.Announcement;
import io.waybill.registry.copy.CopyEngine;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.removal.TagRemover;
import io.waybill.schemas.rules.ForeignLayers;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Carries tasks out with the copy engine, or takes away what they are to remove. */
public final class EngineCopier implements Copier {
  /** How long a registry may take from telling that it moved a tag to moving it. */
  private static final Duration TAG_LAG = Duration.ofSeconds(5);

  private final CopyEngine engine;
  private final TargetRemoval removal;

  /** A copier with these, which several threads may use at once. */
  public EngineCopier(CopyEngine engine, TagRemover remover) {
    this.engine = engine;
    this.removal = new TargetRemoval(remover);
  }

  @Override
  public CopyReport copy(SyncTask task, Duration timeout, CopyListener listener)
      throws CopyFailure {
    if (task.removesTarget()) {
      Optional<CopyReport> removed = removal.remove(task);
      if (removed.isPresent()) {
        return removed.get();
      }
      // The tag is there again. The task of its push may have found the target as it should be, a
      // moment before that was taken away: so this task makes it equal, as any other would.
    }
    CopyRequest request =
        new CopyRequest(
            task.source(),
            task.target(),
            task.overwrite(),
            task.referrers(),
            Optional.of(timeout),
            announcement(task),
            task.selection(),
            Optional.ofNullable(task.bandwidth()),
            Optional.ofNullable(task.foreignLayers()).orElse(ForeignLayers.KEEP),
            Optional.ofNullable(task.artifacts()).orElse(List.of()));
    return engine.copy(request, listener);
  }

  /** Counted from the plan, by a worker's clock: the sender's may be wrong. */
  private static Optional<Announcement> announcement(SyncTask task) {
    return Optional.ofNullable(task.announced())
        .map(digest -> new Announcement(digest, task.plannedAt().plus(TAG_LAG)));
  }
}
