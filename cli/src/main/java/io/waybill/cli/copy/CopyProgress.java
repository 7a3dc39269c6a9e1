package io.waybill.cli.copy;

import io.waybill.cli.terminal.ProgressBar;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.manifests.Descriptor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Shows a copy on a progress bar. What the target has already counts as done. */
final class CopyProgress implements CopyListener {
  private final ProgressBar bar;
  private final Map<Descriptor, Long> moved = new ConcurrentHashMap<>();

  CopyProgress(ProgressBar bar) {
    this.bar = bar;
  }

  @Override
  public CopyPlan.Decision onPlan(CopyPlan plan) {
    bar.total(plan.totalBytes());
    bar.done(plan.totalBytes() - plan.bytesToMove());
    return CopyPlan.Decision.PROCEED;
  }

  @Override
  public void onBlobProgress(Descriptor blob, long bytes) {
    moved.merge(blob, bytes, Long::sum);
    bar.add(bytes);
  }

  @Override
  public void onBlobRestarted(Descriptor blob, long bytes) {
    moved.merge(blob, -bytes, Long::sum);
    bar.add(-bytes);
  }

  @Override
  public void onBlobFinished(Descriptor blob, BlobResult result) {
    Long told = moved.remove(blob);
    if (result != BlobResult.SKIPPED) {
      bar.add(blob.size() - (told == null ? 0 : told));
    }
  }
}
