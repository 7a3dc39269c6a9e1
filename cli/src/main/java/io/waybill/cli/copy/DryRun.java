package io.waybill.cli.copy;

import io.waybill.registry.batch.BatchReport;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks at each copy's plan and declines it, so that nothing is written. A layer that several
 * images share is counted once for each registry, for it would be uploaded once. Safe for many
 * threads.
 */
public final class DryRun {
  private record Upload(Registry registry, Digest digest) {}

  private final boolean wanted;
  private final Map<Reference, CopyPlan> plans = new ConcurrentHashMap<>();
  private final Set<Upload> uploads = new HashSet<>();
  private long bytes;
  private int replaced;

  /** Looks where that is wanted, and else stays out of the way. */
  public DryRun(boolean wanted) {
    this.wanted = wanted;
  }

  /** Whether nothing is to be written. */
  public boolean isWanted() {
    return wanted;
  }

  /** Declines the copy. */
  CopyListener follow(Reference target) {
    return new CopyListener() {
      @Override
      public CopyPlan.Decision onPlan(CopyPlan plan) {
        plans.put(target, plan);
        return CopyPlan.Decision.DECLINE;
      }
    };
  }

  /** The plan of a copy that ended with it; null where it ended otherwise. */
  @Nullable CopyPlan plan(Reference target, CopyReport report) {
    CopyPlan plan = plans.remove(target);
    if (plan == null || report.outcome() != CopyOutcome.DECLINED) {
      return null;
    }
    count(target.repository().registry(), report, plan);
    return plan;
  }

  private synchronized void count(Registry registry, CopyReport report, CopyPlan plan) {
    replaced += report.targetBefore().isPresent() ? 1 : 0;
    for (Descriptor blob : plan.missing()) {
      if (uploads.add(new Upload(registry, blob.digest()))) {
        bytes += blob.countedSize();
      }
    }
  }

  /** What would become of one image. */
  static String line(Reference source, Reference target, CopyReport report, CopyPlan plan) {
    return "would copy %s to %s: at most %s in %s, %s%s"
        .formatted(
            source,
            target,
            CopyTexts.size(plan.bytesToMove()),
            CopyTexts.count(plan.blobsToMove(), "blob"),
            CopyTexts.count(plan.manifests(), "manifest"),
            report.targetBefore().map(old -> ", in place of " + old).orElse(""));
  }

  /** What would become of them all. */
  public synchronized String summary(BatchReport report, String thing) {
    return ("Nothing was copied. It would be %s, at most %s in %s (signatures not counted),"
            + " and %s would point to something else than now; already there: %s%s.")
        .formatted(
            CopyTexts.count(report.declined(), thing),
            CopyTexts.size(bytes),
            CopyTexts.count(uploads.size(), "blob"),
            CopyTexts.count(replaced, "tag"),
            report.alreadyPresent(),
            report.failed() + report.skipped() == 0
                ? ""
                : "; %d would fail".formatted(report.failed() + report.skipped()));
  }
}
