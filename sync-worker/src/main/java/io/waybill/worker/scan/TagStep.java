package io.waybill.worker.scan;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.ListPage;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.TagLister;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.LatestTags;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.scans.ScanStep;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tags of one repository: those that the scan's scope names, or else a page of the
 * registry's list. They become steps that compare them; the few of a small repository are compared
 * at once.
 *
 * <p>Signatures and the like, which stand under tags made of digests, go where their image goes.
 * They are compared by themselves only where they are cosign's, which may come late, and the
 * patterns say so; a fallback tag of referrers never is, for each registry has its own.
 */
final class TagStep implements StepWork {
  /** More pages than any list has: beyond it the links run in a circle. */
  private static final int MOST_PAGES = 10_000;

  /** Pairs of a tag and a target that one step compares. */
  static final int CHUNK = 500;

  private final ScanStep step;
  private final RegistryClients clients;
  private final Function<ScanStep, StepWork> comparisons;
  private final Clock clock;
  private final Repository repository;

  /** The comparison that is done at once, and what was listed for it. */
  private @Nullable StepWork comparing;

  private ScanCounts listed = ScanCounts.NONE;

  /**
   * A step that finds tags.
   *
   * @param comparisons does a step that compares
   */
  TagStep(
      ScanStep step,
      RegistryClients clients,
      Function<ScanStep, StepWork> comparisons,
      Clock clock) {
    this.step = step;
    this.clients = clients;
    this.comparisons = comparisons;
    this.clock = clock;
    this.repository = step.requireRepository();
  }

  @Override
  public StepResult run() throws RegistryException, InterruptedException {
    if (comparing != null) {
      return comparing.run().plus(listed);
    }
    if (areTagsNamed(step)) {
      List<String> named = Patterns.findNames(step.scan().scope().tags()).orElseThrow();
      List<Tag> tags =
          named.stream().flatMap(TagStep::tag).filter(this::isWanted).distinct().toList();
      return found(tags, named.size(), Optional.empty());
    }
    try {
      Optional<LatestTags> latest = step.scan().rule().spec().source().latestTags();
      return latest.isPresent() ? findLatest(latest.get()) : findPage();
    } catch (RegistryException failure) {
      if (comparing == null && TagLister.isRepositoryUnknown(failure) && !isNamed(step)) {
        // docker distribution's catalog keeps the name of a repository whose last tag was deleted.
        return StepResult.of(List.of(), ScanCounts.NONE);
      }
      throw failure;
    }
  }

  private StepResult findPage() throws RegistryException, InterruptedException {
    ListPage<Tag> page = list(Optional.ofNullable(step.cursor()), this::isWanted);
    return found(
        page.entries(), page.listed(), step.page() >= MOST_PAGES ? Optional.empty() : page.next());
  }

  /** Which tags are the newest shows only after the last page; no more of them are kept. */
  private StepResult findLatest(LatestTags latest) throws RegistryException, InterruptedException {
    int all = 0;
    Optional<String> cursor = Optional.empty();
    for (int page = 1; page <= MOST_PAGES; page++) {
      ListPage<Tag> names =
          list(
              cursor,
              tag -> {
                if (isWanted(tag) && !ReferrersLister.isDigestTag(tag)) {
                  latest.offer(tag);
                }
                return false;
              });
      all += names.listed();
      cursor = names.next();
      if (cursor.isEmpty()) {
        break;
      }
    }
    return found(latest.newestFirst().stream().distinct().toList(), all, Optional.empty());
  }

  private ListPage<Tag> list(Optional<String> cursor, Predicate<Tag> wanted)
      throws RegistryException {
    return new TagLister(clients.getCaller(repository.registry(), Side.SOURCE))
        .page(repository, cursor, wanted);
  }

  /**
   * Whether somebody has named repository and tags, so that no list has to tell them; whether they
   * are there, a list does not tell then either.
   */
  static boolean areTagsNamed(ScanStep step) {
    return Patterns.findNames(step.scan().scope().tags()).isPresent() && isNamed(step);
  }

  private static boolean isNamed(ScanStep step) {
    List<NamePattern> patterns = new ArrayList<>(step.scan().rule().spec().source().repositories());
    patterns.addAll(step.scan().scope().repositories());
    String path = step.requireRepository().path();
    return patterns.stream().anyMatch(pattern -> Patterns.names(pattern).contains(path));
  }

  /** A pattern may name what no tag can be called. */
  private static Stream<Tag> tag(String name) {
    try {
      return Stream.of(Tag.of(name));
    } catch (InvalidNameException none) {
      return Stream.empty();
    }
  }

  private boolean isWanted(Tag tag) {
    RuleSource source = step.scan().rule().spec().source();
    ScanScope scope = step.scan().scope();
    return scope.includes(tag)
        && source.matches(repository, tag)
        && (!ReferrersLister.isDigestTag(tag) || tag.name().indexOf('.') >= 0);
  }

  private StepResult found(List<Tag> tags, int all, Optional<String> next)
      throws RegistryException, InterruptedException {
    Instant now = clock.instant();
    listed = new ScanCounts(0, all, tags.size(), 0, 0, 0, 0, 0, 0, 0, 0);
    int chunk = step.scan().migration() == null ? CHUNK : ScanStep.MOST_IN_MIGRATION;
    int size = Math.max(1, chunk / step.scan().rule().spec().targets().size());
    if (next.isEmpty() && !tags.isEmpty() && tags.size() <= size) {
      comparing = comparisons.apply(ScanStep.compare(step.scan(), repository, tags, now));
      return comparing.run().plus(listed);
    }
    List<ScanStep> steps = new ArrayList<>();
    next.ifPresent(
        cursor -> steps.add(ScanStep.tags(step.scan(), repository, cursor, step.page() + 1, now)));
    for (int from = 0; from < tags.size(); from += size) {
      steps.add(
          ScanStep.compare(
              step.scan(),
              repository,
              tags.subList(from, Math.min(tags.size(), from + size)),
              now));
    }
    return StepResult.of(steps, listed);
  }
}
