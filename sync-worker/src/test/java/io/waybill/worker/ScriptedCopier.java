package io.waybill.worker;

import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.worker.copy.Copier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Does with each repository what a test has written down for its path; succeeds otherwise. */
final class ScriptedCopier implements Copier {
  static final Digest DIGEST = Digest.sha256("content".getBytes(StandardCharsets.UTF_8));

  private final Map<String, Copier> scripts = new ConcurrentHashMap<>();

  void on(String path, Copier script) {
    scripts.put(path, script);
  }

  @Override
  public CopyReport copy(SyncTask task, Duration timeout, CopyListener listener)
      throws CopyFailure {
    Copier script = scripts.get(task.source().repository().path());
    return script == null ? report(CopyOutcome.COPIED) : script.copy(task, timeout, listener);
  }

  static CopyReport report(CopyOutcome outcome) {
    boolean equal = outcome == CopyOutcome.COPIED || outcome == CopyOutcome.ALREADY_PRESENT;
    return new CopyReport(
        outcome,
        Optional.of(DIGEST),
        Optional.empty(),
        equal ? Optional.of(DIGEST) : Optional.empty(),
        Optional.empty(),
        Transfer.NONE,
        Phases.NONE,
        List.of());
  }

  static CopyFailure failure(FailureCode code) {
    return new CopyFailure(
        Failure.of(code, "The test says so."), report(CopyOutcome.INCOMPLETE), null);
  }

  /** What an engine does with an image of this size. */
  static CopyReport copyOf(long bytes, CopyListener listener) {
    CopyPlan plan = new CopyPlan(DIGEST, 1, 2, bytes, List.of(Descriptor.of("", DIGEST, bytes)));
    return listener.onPlan(plan) == CopyPlan.Decision.DECLINE
        ? report(CopyOutcome.DECLINED)
        : report(CopyOutcome.COPIED);
  }

  /** Waits until the test goes on, or the worker stops it. */
  static CopyReport waitFor(java.util.concurrent.CountDownLatch go) throws CopyFailure {
    try {
      go.await();
      return report(CopyOutcome.COPIED);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw failure(FailureCode.CANCELLED);
    }
  }
}
