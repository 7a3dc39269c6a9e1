package io.waybill.cli.migrate;

import io.waybill.cli.copy.CopyNews;
import io.waybill.cli.copy.CopyTexts;
import io.waybill.cli.copy.DryRun;
import io.waybill.cli.copy.LiveBoard;
import io.waybill.cli.copy.Tracker;
import io.waybill.cli.terminal.Terminal;
import io.waybill.migration.imagesyncer.SyncRule;
import io.waybill.registry.batch.BatchCopier;
import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.batch.BatchReport;
import io.waybill.registry.batch.BatchRequest;
import io.waybill.registry.batch.ImageLister;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Makes tasks of rules and runs them, both at the same time; then tries again what failed, the
 * making of tasks included, pass after pass. For one thread.
 */
final class Migration implements AutoCloseable {
  private final RegistryClients clients;
  private final BatchCopier copier;
  private final ImageOptions options;
  private final Paperwork paperwork;
  private final CopyNews.Advisor advisor;

  /** Where how far it is is drawn. */
  private final Terminal terminal;

  /** Where each copy is told. */
  private final Terminal told;

  private final DryRun dryRun;
  private Leftovers leftovers;
  private List<FailedRule> failedRules = List.of();
  private List<String> reasons = List.of();
  private Optional<Failure> unfound = Optional.empty();
  private Sum sum = Sum.NOTHING;

  Migration(
      RegistryClients clients,
      ImageOptions options,
      Paperwork paperwork,
      CopyNews.Advisor advisor,
      Terminal terminal,
      Terminal told)
      throws IOException {
    this.clients = clients;
    this.copier = new BatchCopier(new StreamingCopyEngine(clients));
    this.options = options;
    this.paperwork = paperwork;
    this.advisor = advisor;
    this.terminal = terminal;
    this.told = told;
    this.dryRun = new DryRun(options.isDryRun());
    this.leftovers = Leftovers.none();
  }

  /** Runs all passes; what is left over then stays so. */
  void run(List<SyncRule> rules) throws InterruptedException, IOException {
    List<FailedRule> unlisted = Collections.synchronizedList(new ArrayList<>());
    pass(options.isDryRun() ? "Look" : "Migrate", 0, new RuleImages(clients, rules, unlisted::add));
    failedRules = List.copyOf(unlisted);
    for (int retry = 1; retry <= options.retries() && isLeft(); retry++) {
      told.line(
          "Trying again what failed (%d of %d): %s, and the tags of %s."
              .formatted(
                  retry,
                  options.retries(),
                  CopyTexts.count(leftovers.count(), "image"),
                  CopyTexts.count(failedRules.size(), "rule")));
      unlisted.clear();
      List<SyncRule> again = failedRules.stream().map(FailedRule::rule).toList();
      Leftovers before = leftovers;
      pass(
          "Retry " + retry,
          before.count(),
          reader -> {
            before.<RegistryException>forEach(line -> reader.read(image(line)));
            new RuleImages(clients, again, unlisted::add).list(reader);
          });
      failedRules = List.copyOf(unlisted);
    }
    FailedFile.lines(failedRules).forEach(paperwork::add);
    leftovers.<RuntimeException>forEach(paperwork::add);
  }

  private static BatchImage image(Line line) {
    return new BatchImage(Reference.parse(line.source()), List.of(Reference.parse(line.target())));
  }

  private void pass(String title, int known, ImageLister images)
      throws InterruptedException, IOException {
    Tracker tracker = new Tracker(System::nanoTime);
    CopyNews news = new CopyNews(told, tracker, dryRun, advisor);
    Leftovers before = leftovers;
    Leftovers after = Leftovers.none();
    MigrationNews listener = new MigrationNews(news, tracker, dryRun, told, paperwork, after);
    try (before;
        LiveBoard _ = new LiveBoard(terminal, tracker, title, "image")) {
      leftovers = after;
      BatchReport report =
          copier.copy(
              BatchRequest.of(images)
                  .withTerms(options::terms)
                  .withImagesInParallel(options.jobs()),
              listener);
      unfound = unfound.or(report::listingFailure);
      sum = sum.plus(listener.found() - known, listener.leftOut(), report);
    } catch (InterruptedException stopped) {
      terminal.line(CopyTexts.stopped(tracker.look()));
      throw stopped;
    }
    reasons = reasons(news);
  }

  private static List<String> reasons(CopyNews news) {
    List<String> all = new ArrayList<>(news.failures());
    if (news.untold() > 0) {
      all.add("and %d more".formatted(news.untold()));
    }
    return all;
  }

  private boolean isLeft() {
    return leftovers.count() > 0 || !failedRules.isEmpty();
  }

  /** What could not be copied. */
  Leftovers leftovers() {
    return leftovers;
  }

  /** The rules whose tags could not be listed. */
  List<FailedRule> failedRules() {
    return failedRules;
  }

  /** Why not all images could be found, where it is not about a rule; no pass mends that. */
  Optional<Failure> unfound() {
    return unfound;
  }

  /** Why copies failed: once for each reason, with the images. */
  List<String> reasons() {
    return reasons;
  }

  /** What was done. */
  Sum sum() {
    return sum;
  }

  /** What would be done. */
  DryRun dryRun() {
    return dryRun;
  }

  @Override
  public void close() {
    leftovers.close();
  }
}
