package io.waybill.cli.copy;

import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Terminal;
import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.batch.BatchListener;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tells what becomes of each copy, when it ends: to a person or to a script. For many threads. */
final class CopyNews implements BatchListener {
  /** More failures than this are counted, and not told once more at the end. */
  private static final int FAILURES_KEPT = 20;

  private final Terminal terminal;
  private final @Nullable PrintWriter documents;
  private final Tracker tracker;
  private final DryRun dryRun;
  private final boolean one;
  private final Map<Reference, Long> begins = new ConcurrentHashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final AtomicLong failed = new AtomicLong();
  private volatile @Nullable Failure lastFailure;
  private volatile @Nullable Copied lastCopied;

  /** A copy that came to its end. */
  record Copied(Reference source, Reference target, CopyReport report) {}

  /**
   * Tells on the terminal.
   *
   * @param documents where a script reads; null = there is none
   * @param one whether there is one copy, which ends with more than a line
   */
  CopyNews(
      Terminal terminal,
      @Nullable PrintWriter documents,
      Tracker tracker,
      DryRun dryRun,
      boolean one) {
    this.terminal = terminal;
    this.documents = documents;
    this.tracker = tracker;
    this.dryRun = dryRun;
    this.one = one;
  }

  /** Why copies failed, the first of them. */
  synchronized List<String> failures() {
    return List.copyOf(failures);
  }

  /** How many failed or were not tried. */
  long failed() {
    return failed.get();
  }

  /** Why the last one failed. */
  @Nullable Failure lastFailure() {
    return lastFailure;
  }

  /** What became of the last one that came to its end. */
  @Nullable Copied lastCopied() {
    return lastCopied;
  }

  @Override
  public void onFound(BatchImage image) {
    tracker.found(image);
  }

  @Override
  public void onAllFound() {
    tracker.allFound();
  }

  @Override
  public CopyListener onStarted(Reference source, Reference target) {
    begins.put(target, System.nanoTime());
    return dryRun.isWanted() ? dryRun.follow(target) : tracker.follow(target);
  }

  @Override
  public void onCopied(Reference source, Reference target, CopyReport report) {
    Duration took = end(target, true);
    lastCopied = new Copied(source, target, report);
    CopyPlan plan = dryRun.plan(target, report);
    if (documents != null) {
      print(
          plan == null
              ? CopyDocuments.succeeded(source, target, report, took).toString()
              : CopyDocuments.planned(source, target, report, plan).toString());
    }
    if (one) {
      return;
    }
    if (plan != null) {
      terminal.line(DryRun.line(source, target, report, plan));
    } else if (report.outcome() == CopyOutcome.COPIED) {
      terminal.line(
          "%s %s to %s%s: %s%s, in %s"
              .formatted(
                  terminal.good("copied"),
                  source,
                  target,
                  CopyTexts.rebuilt(report),
                  CopyTexts.moved(report.transfer()),
                  CopyTexts.referrers(report),
                  Durations.forPeople(took)));
    } else if (!terminal.isInteractive()) {
      terminal.line("there  %s%s".formatted(target, CopyTexts.referrers(report)));
    }
  }

  @Override
  public void onFailed(Reference source, Reference target, Failure failure, CopyReport report) {
    Duration took = end(target, false);
    if (failure.code() == FailureCode.CANCELLED) {
      return;
    }
    lastFailure = failure;
    if (documents != null) {
      print(CopyDocuments.failed(source, target, failure, report, took).toString());
    }
    fail(source, target, failure);
  }

  @Override
  public void onSkipped(Reference source, Reference target, Failure failure) {
    tracker.ended(false);
    if (documents != null) {
      print(CopyDocuments.skipped(source, target, failure).toString());
    }
    fail(source, target, failure);
  }

  private void fail(Reference source, Reference target, Failure failure) {
    failed.incrementAndGet();
    String why = "%s to %s: %s".formatted(source, target, CopyTexts.failure(failure));
    synchronized (this) {
      if (failures.size() < FAILURES_KEPT) {
        failures.add(why);
      }
    }
    if (!one) {
      terminal.line(terminal.bad("FAILED") + " " + why);
    }
  }

  private Duration end(Reference target, boolean well) {
    tracker.ended(well);
    tracker.forget(target);
    Long began = begins.remove(target);
    return Duration.ofNanos(began == null ? 0 : System.nanoTime() - began);
  }

  private synchronized void print(String line) {
    if (documents != null) {
      documents.println(line);
    }
  }
}
