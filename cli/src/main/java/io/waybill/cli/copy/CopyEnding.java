package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Terminal;
import io.waybill.registry.batch.BatchReport;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is said when all copies have ended: how it went, and what to do where it went wrong.
 *
 * @param assignment what was to be copied where
 * @param terminal where a person reads
 * @param documents where a script reads; null = there is none
 * @param news what became of each copy
 * @param dry what would become of them
 */
record CopyEnding(
    Assignment assignment,
    Terminal terminal,
    @Nullable PrintWriter documents,
    CopyNews news,
    DryRun dry) {

  /**
   * Tells it.
   *
   * @throws CommandFailure where not all that was asked for is so
   */
  void tell(BatchReport ended) {
    BatchReport report = advised(ended);
    if (assignment.isOne()) {
      tellOne(report);
    } else {
      tellMany(report);
    }
  }

  /** The report with hints for people; it is a failure where there was nothing to copy. */
  private BatchReport advised(BatchReport report) {
    Optional<Failure> failure =
        report
            .listingFailure()
            .map(found -> Advice.of(found, List.of(assignment.origin().registry())));
    if (isEmpty(report) && failure.isEmpty()) {
      failure =
          Optional.of(
              new Failure(
                  FailureCode.SOURCE_NOT_FOUND,
                  "Nothing matches %s.".formatted(assignment.source()),
                  null,
                  "Check the pattern, and what is left out of it.",
                  null));
    }
    return new BatchReport(
        report.copied(),
        report.alreadyPresent(),
        report.declined(),
        report.failed(),
        report.skipped(),
        report.transfer(),
        report.took(),
        failure);
  }

  private static boolean isEmpty(BatchReport report) {
    return report.copied()
            + report.alreadyPresent()
            + report.declined()
            + report.failed()
            + report.skipped()
        == 0;
  }

  private void tellOne(BatchReport report) {
    Failure failure = news.lastFailure();
    if (failure != null) {
      throw CommandFailure.failed(CopyTexts.failure(failure));
    }
    CopyNews.Copied copied = news.lastCopied();
    if (documents != null || copied == null) {
      return;
    }
    CopyReport copy = copied.report();
    String took = Durations.forPeople(report.took());
    if (dry.isWanted() && copy.outcome() == CopyOutcome.DECLINED) {
      terminal.line(dry.summary(report, assignment.thing()));
    } else if (copy.outcome() == CopyOutcome.ALREADY_PRESENT) {
      terminal.line(
          "%s is %s already%s (%s)."
              .formatted(copied.target(), CopyTexts.digest(copy), CopyTexts.referrers(copy), took));
    } else {
      terminal.line(
          "Copied %s to %s%n%s%s: %s%s, in %s."
              .formatted(
                  copied.source(),
                  copied.target(),
                  CopyTexts.digest(copy),
                  CopyTexts.replaced(copy),
                  CopyTexts.moved(copy.transfer()),
                  CopyTexts.referrers(copy),
                  took));
    }
  }

  private void tellMany(BatchReport report) {
    if (documents != null) {
      documents.println(CopyDocuments.summary(report));
    }
    terminal.line(
        dry.isWanted()
            ? dry.summary(report, assignment.thing())
            : CopyTexts.summary(report, assignment.thing()));
    Optional<Failure> listing = report.listingFailure();
    if (listing.isPresent()) {
      throw CommandFailure.failed(
              (isEmpty(report) ? "No image was found. " : "Not all images could be found. ")
                  + CopyTexts.failure(listing.get()))
          .withEnd(CopyTexts.AGAIN);
    }
    if (!report.isComplete()) {
      throw incomplete();
    }
  }

  private CommandFailure incomplete() {
    CommandFailure failure =
        CommandFailure.failed(
            "%s could not be copied, for these reasons:"
                .formatted(CopyTexts.count(news.failed(), assignment.thing())));
    for (String why : news.failures()) {
      failure = failure.withDetail(why);
    }
    long more = news.untold();
    if (more > 0) {
      failure = failure.withDetail("and %d more".formatted(more));
    }
    return failure.withEnd(CopyTexts.AGAIN);
  }
}
