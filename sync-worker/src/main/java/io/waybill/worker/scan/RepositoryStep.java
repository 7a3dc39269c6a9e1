package io.waybill.worker.scan;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.CatalogLister;
import io.waybill.registry.protocol.ListPage;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.scans.ScanStep;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the repositories of a scan: those that the rule or the scan's scope names, and a page of
 * the registry's catalog only where a pattern leaves it open.
 */
final class RepositoryStep implements StepWork {
  /** More pages than any catalog has: beyond it the links run in a circle. */
  private static final int MOST_PAGES = 10_000;

  private final ScanStep step;
  private final RegistryClients clients;
  private final Clock clock;

  RepositoryStep(ScanStep step, RegistryClients clients, Clock clock) {
    this.step = step;
    this.clients = clients;
    this.clock = clock;
  }

  @Override
  public StepResult run() throws RegistryException {
    RuleSource source = step.scan().rule().spec().source();
    ScanScope scope = step.scan().scope();
    Optional<List<String>> named =
        Patterns.findNames(scope.repositories())
            .or(() -> Patterns.findNames(source.repositories()));
    if (named.isPresent()) {
      return found(named(source.registry(), named.get()), Optional.empty());
    }
    Set<Repository> found = new LinkedHashSet<>();
    if (step.cursor() == null) {
      // A catalog may be short of repositories that can be read all the same.
      found.addAll(
          named(
              source.registry(),
              source.repositories().stream()
                  .flatMap(pattern -> Patterns.names(pattern).stream())
                  .toList()));
    }
    ListPage<Repository> page = list(source);
    found.addAll(page.entries());
    boolean over = step.page() >= MOST_PAGES || isBeyond(page, source);
    return found(found, over ? Optional.empty() : page.next());
  }

  private Set<Repository> named(Registry registry, List<String> paths) {
    Set<Repository> named = new LinkedHashSet<>();
    for (String path : paths) {
      try {
        Repository repository = Repository.of(registry, path);
        if (isWanted(repository)) {
          named.add(repository);
        }
      } catch (InvalidNameException none) {
        // A pattern may name what no repository can be called.
      }
    }
    return named;
  }

  private boolean isWanted(Repository repository) {
    return step.scan().rule().spec().source().matches(repository)
        && step.scan().scope().includes(repository);
  }

  private ListPage<Repository> list(RuleSource source) throws RegistryException {
    CatalogLister catalog = new CatalogLister(clients.getCaller(source.registry(), Side.SOURCE));
    try {
      return catalog.page(Optional.ofNullable(step.cursor()), this::isWanted);
    } catch (RegistryException failure) {
      throw failure.code().isTransient() ? failure : unlisted(failure, source);
    }
  }

  /** Docker Hub, ECR, GHCR and other clouds have no catalog, or show it to nobody. */
  private static RegistryException unlisted(RegistryException failure, RuleSource source) {
    return failure
        .withRemark(
            "So the repositories of %s that the patterns %s mean cannot be found."
                .formatted(source.registry(), source.repositories()))
        .withHint(
            "Name the repositories in the rule, or in the scan, without wildcards: then no"
                + " catalog is needed. Or use an account that may list the registry.");
  }

  private static boolean isBeyond(ListPage<Repository> page, RuleSource source) {
    return page.sorted()
        && page.last().isPresent()
        && source.repositories().stream()
            .allMatch(pattern -> Patterns.isBeyond(page.last().get(), pattern));
  }

  private StepResult found(Set<Repository> repositories, Optional<String> next) {
    Instant now = clock.instant();
    List<ScanStep> steps = new java.util.ArrayList<>();
    // The catalog goes on first, so that others list while this one's repositories are worked on.
    next.ifPresent(
        cursor -> steps.add(ScanStep.repositories(step.scan(), cursor, step.page() + 1, now)));
    for (Repository repository : repositories) {
      steps.add(ScanStep.tags(step.scan(), repository, null, 1, now));
    }
    return StepResult.of(steps, new ScanCounts(repositories.size(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }
}
