package io.waybill.registry.batch;

import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Copies one image after the other; several threads run the same one. */
final class CopyWorker {
  private final StreamingCopyEngine engine;
  private final BatchQueue queue;
  private final FailureBrake brake;
  private final BatchTally tally;
  private final BatchListener listener;

  CopyWorker(
      StreamingCopyEngine engine,
      BatchQueue queue,
      FailureBrake brake,
      BatchTally tally,
      BatchListener listener) {
    this.engine = engine;
    this.queue = queue;
    this.brake = brake;
    this.tally = tally;
    this.listener = listener;
  }

  /** Copies until there are no more images, or the thread is interrupted. */
  void run() throws InterruptedException {
    for (List<CopyRequest> copies = queue.take(); !copies.isEmpty(); copies = queue.take()) {
      if (copies.size() == 1) {
        copy(copies.getFirst());
      } else {
        copyToAll(copies);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  /** All targets begin at once: that is when what is read can serve them all. */
  private void copyToAll(List<CopyRequest> copies) throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Object>> tasks = new ArrayList<>();
      for (CopyRequest copy : copies) {
        tasks.add(Executors.callable(() -> copy(copy)));
      }
      for (Future<Object> copy : threads.invokeAll(tasks)) {
        copy.get();
      }
    } catch (ExecutionException defect) {
      throw new IllegalStateException("A copy broke", defect.getCause());
    }
  }

  private void copy(CopyRequest copy) {
    Reference source = copy.source();
    Reference target = copy.target();
    Optional<Failure> hopeless = brake.findVerdict(source, target);
    if (hopeless.isPresent()) {
      tally.skip();
      listener.onSkipped(source, target, hopeless.get());
      return;
    }
    CopyListener told = listener.onStarted(source, target);
    try {
      CopyReport report = engine.copy(copy, told);
      brake.succeeded(source, target);
      tally.add(report);
      listener.onCopied(source, target, report);
    } catch (CopyFailure failed) {
      brake.failed(source, target, failed.failure());
      tally.add(failed.partialReport());
      listener.onFailed(source, target, failed.failure(), failed.partialReport());
    }
  }
}
