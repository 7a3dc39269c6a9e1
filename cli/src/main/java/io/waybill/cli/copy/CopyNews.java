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
import io.waybill.schemas.names.Registry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tells what becomes of each copy, when it ends: to a person or to a script. For many threads. */
public final class CopyNews implements BatchListener {
  /** More kinds of failures, and more images of each, are counted only. */
  private static final int KINDS_KEPT = 20;

  private static final int IMAGES_NAMED = 5;

  private final Terminal terminal;
  private final @Nullable PrintWriter documents;
  private final Tracker tracker;
  private final DryRun dryRun;
  private final boolean one;
  private final Advisor advisor;
  private final Map<Reference, Long> begins = new ConcurrentHashMap<>();
  private final Map<String, Group> failures = new LinkedHashMap<>();
  private final AtomicLong failed = new AtomicLong();
  private volatile @Nullable Failure lastFailure;
  private volatile @Nullable Copied lastCopied;

  /** Copies that failed for the same reason. */
  private static final class Group {
    private final String first;
    private final List<String> others = new ArrayList<>();
    private int more;

    Group(String first) {
      this.first = first;
    }

    void add(String target) {
      if (others.size() < IMAGES_NAMED) {
        others.add(target);
      } else {
        more++;
      }
    }

    String text() {
      return others.isEmpty()
          ? first
          : "%s The same for %s%s."
              .formatted(
                  first,
                  String.join(", ", others),
                  more == 0 ? "" : " and %d more".formatted(more));
    }

    int size() {
      return 1 + others.size() + more;
    }
  }

  /** Says what to do about a failure. */
  @FunctionalInterface
  public interface Advisor {
    /** The failure with the hint for whoever has started the copies. */
    Failure advise(Failure failure, List<Registry> registries);
  }

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
    this(terminal, documents, tracker, dryRun, one, Advice::of);
  }

  /** Tells of many copies on the terminal, with somebody else's advice. */
  public CopyNews(Terminal terminal, Tracker tracker, DryRun dryRun, Advisor advisor) {
    this(terminal, null, tracker, dryRun, false, advisor);
  }

  private CopyNews(
      Terminal terminal,
      @Nullable PrintWriter documents,
      Tracker tracker,
      DryRun dryRun,
      boolean one,
      Advisor advisor) {
    this.advisor = advisor;
    this.terminal = terminal;
    this.documents = documents;
    this.tracker = tracker;
    this.dryRun = dryRun;
    this.one = one;
  }

  /** Why copies failed: once for each reason, with the images. */
  public synchronized List<String> failures() {
    return failures.values().stream().map(Group::text).toList();
  }

  /** How many failed that those reasons do not name. */
  public synchronized long untold() {
    return failed.get() - failures.values().stream().mapToInt(Group::size).sum();
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
          "%s %s to %s%s%s: %s%s, in %s"
              .formatted(
                  terminal.good("copied"),
                  source,
                  target,
                  CopyTexts.rebuilt(report),
                  CopyTexts.replaced(report),
                  CopyTexts.moved(report.transfer()),
                  CopyTexts.referrers(report),
                  Durations.forPeople(took)));
    } else if (!terminal.isInteractive()) {
      terminal.line("there  %s%s".formatted(target, CopyTexts.referrers(report)));
    }
  }

  @Override
  public void onFailed(Reference source, Reference target, Failure found, CopyReport report) {
    Duration took = end(target, false);
    if (found.code() == FailureCode.CANCELLED) {
      return;
    }
    Failure failure = advised(source, target, found);
    lastFailure = failure;
    if (documents != null) {
      print(CopyDocuments.failed(source, target, failure, report, took).toString());
    }
    fail(source, target, failure);
  }

  @Override
  public void onSkipped(Reference source, Reference target, Failure found) {
    tracker.ended(false);
    Failure failure = advised(source, target, found);
    if (documents != null) {
      print(CopyDocuments.skipped(source, target, failure).toString());
    }
    fail(source, target, failure);
  }

  private void fail(Reference source, Reference target, Failure failure) {
    failed.incrementAndGet();
    String what = "%s to %s: ".formatted(source, target);
    synchronized (this) {
      String kind = failure.code() + failure.hint();
      Group group = failures.get(kind);
      if (group != null) {
        group.add(target.text());
      } else if (failures.size() < KINDS_KEPT) {
        failures.put(kind, new Group(what + CopyTexts.failure(failure)));
      }
    }
    if (!one) {
      terminal.line(terminal.bad("FAILED") + " " + what + CopyTexts.briefly(failure));
    }
  }

  private Failure advised(Reference source, Reference target, Failure failure) {
    return advisor.advise(
        failure, List.of(source.repository().registry(), target.repository().registry()));
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
