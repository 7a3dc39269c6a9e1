package io.waybill.cli.migrate;

import io.waybill.cli.copy.CopyNews;
import io.waybill.cli.copy.DryRun;
import io.waybill.cli.copy.Tracker;
import io.waybill.cli.terminal.Terminal;
import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.batch.BatchListener;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.Phases;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hears what becomes of each copy of one pass: tells it, writes it down, and keeps what failed for
 * the next pass. For many threads.
 */
final class MigrationNews implements BatchListener {
  private final CopyNews news;
  private final Tracker tracker;
  private final DryRun dryRun;
  private final Terminal terminal;
  private final Paperwork paperwork;
  private final Leftovers leftovers;
  private final AtomicInteger found = new AtomicInteger();
  private final AtomicInteger leftOut = new AtomicInteger();
  private final Map<Reference, Long> planned = new ConcurrentHashMap<>();

  /**
   * Hears of one pass.
   *
   * @param news tells of each copy, and groups what failed
   * @param terminal where each copy is told
   * @param leftovers takes what failed
   */
  MigrationNews(
      CopyNews news,
      Tracker tracker,
      DryRun dryRun,
      Terminal terminal,
      Paperwork paperwork,
      Leftovers leftovers) {
    this.news = news;
    this.tracker = tracker;
    this.dryRun = dryRun;
    this.terminal = terminal;
    this.paperwork = paperwork;
    this.leftovers = leftovers;
  }

  /** How many copies were found. */
  int found() {
    return found.get();
  }

  /** How many of them have nothing for the platforms that are wanted. */
  int leftOut() {
    return leftOut.get();
  }

  @Override
  public void onFound(BatchImage image) {
    found.addAndGet(image.targets().size());
    news.onFound(image);
  }

  @Override
  public void onAllFound() {
    news.onAllFound();
  }

  @Override
  public CopyListener onStarted(Reference source, Reference target) {
    CopyListener told = news.onStarted(source, target);
    if (!dryRun.isWanted()) {
      return told;
    }
    return new CopyListener() {
      @Override
      public CopyPlan.Decision onPlan(CopyPlan plan) {
        planned.put(target, plan.bytesToMove());
        return told.onPlan(plan);
      }
    };
  }

  @Override
  public void onCopied(Reference source, Reference target, CopyReport report) {
    boolean declined = report.outcome() == CopyOutcome.DECLINED;
    long bytes = declined ? planned.getOrDefault(target, 0L) : report.transfer().bytesWritten();
    planned.remove(target);
    news.onCopied(source, target, report);
    Optional<Digest> digest = report.rebuilt() ? report.targetAfter() : report.sourceDigest();
    paperwork.add(
        new Line(
            source.text(),
            target.text(),
            digest.map(Digest::toString).orElse(null),
            bytes,
            millis(report.phases()),
            declined
                ? Line.PLANNED
                : report.outcome() == CopyOutcome.COPIED ? Line.COPIED : Line.PRESENT,
            null,
            null));
  }

  @Override
  public void onFailed(Reference source, Reference target, Failure failure, CopyReport report) {
    planned.remove(target);
    // To leave out a digest that is named would be to do something else than was asked for.
    if (failure.code() == FailureCode.PLATFORM_NOT_FOUND && target instanceof TagReference) {
      leaveOut(source, target, failure, report);
      return;
    }
    news.onFailed(source, target, failure, report);
    if (failure.code() != FailureCode.CANCELLED) {
      leftovers.add(
          Line.of(
              source,
              target,
              Line.FAILED,
              failure,
              report.transfer().bytesWritten(),
              millis(report.phases())));
    }
  }

  private void leaveOut(Reference source, Reference target, Failure failure, CopyReport report) {
    leftOut.incrementAndGet();
    tracker.ended(true);
    tracker.forget(target);
    terminal.line("left out %s: %s".formatted(source, failure.reason()));
    paperwork.add(Line.of(source, target, Line.LEFT_OUT, failure, 0, millis(report.phases())));
  }

  @Override
  public void onSkipped(Reference source, Reference target, Failure failure) {
    news.onSkipped(source, target, failure);
    leftovers.add(Line.of(source, target, Line.NOT_TRIED, failure, 0, 0));
  }

  private static long millis(Phases phases) {
    return phases.resolveMs()
        + phases.checkMs()
        + phases.transferMs()
        + phases.putMs()
        + phases.verifyMs();
  }
}
