package io.waybill.worker.copy;

import io.waybill.registry.copy.CopyEngine;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Duration;
import java.util.Optional;

/** Carries tasks out with the copy engine. */
public final class EngineCopier implements Copier {
  private final CopyEngine engine;

  /** A copier with this engine, which several threads may use at once. */
  public EngineCopier(CopyEngine engine) {
    this.engine = engine;
  }

  @Override
  public CopyReport copy(SyncTask task, Duration timeout, CopyListener listener)
      throws CopyFailure {
    return engine.copy(
        new CopyRequest(
            task.source(), task.target(), task.overwrite(), task.referrers(), Optional.of(timeout)),
        listener);
  }
}
