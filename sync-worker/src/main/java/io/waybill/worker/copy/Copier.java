package io.waybill.worker.copy;

import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Duration;

/** Carries out a task: the copy engine, or what a test puts in its place. */
@FunctionalInterface
public interface Copier {
  /**
   * Makes the task's target what its source is now. Blocks until it is so; an interrupt stops it
   * promptly.
   *
   * @param task what to do
   * @param timeout how long it may take
   * @param listener told what happens
   * @throws CopyFailure where the target could not be made equal
   */
  CopyReport copy(SyncTask task, Duration timeout, CopyListener listener) throws CopyFailure;
}
