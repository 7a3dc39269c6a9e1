package io.waybill.schemas.scans;

import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a scan that a worker does at one go: a page of repositories, a page of tags, or some
 * tags to compare. What is left after it becomes further steps, so that a worker that dies repeats
 * a page and not the scan, and several workers share one.
 *
 * @param scan the scan, whole
 * @param id see {@link StepId}
 * @param kind what it does
 * @param repository the source repository; null while repositories are looked for
 * @param cursor where the registry's list goes on, as the registry wrote it; null = at its
 *     beginning
 * @param page which page of the list it is, from 1; lists that never end are cut short by it
 * @param tags the tags to compare; null while they are looked for
 * @param attemptsBefore how often it failed and was put on the queue again
 * @param queuedAt when it was put on the queue, this time
 */
public record ScanStep(
    ScanRequest scan,
    StepId id,
    ScanStepKind kind,
    @Nullable Repository repository,
    @Nullable String cursor,
    int page,
    @Nullable List<Tag> tags,
    int attemptsBefore,
    Instant queuedAt) {

  /**
   * Tasks that a step of a migration makes at most, which its keeper counts on: few, so that what
   * is open can be kept small, and a pause is soon felt.
   */
  public static final int MOST_IN_MIGRATION = 100;

  /** Refuses a step that does not say what to do. */
  public ScanStep {
    tags = tags == null ? null : List.copyOf(tags);
    if (kind != ScanStepKind.REPOSITORIES && repository == null) {
      throw new IllegalArgumentException("a step about tags names their repository");
    }
    if (kind == ScanStepKind.COMPARE && tags == null) {
      throw new IllegalArgumentException("a step that compares names the tags");
    }
  }

  /** The first step of a scan. */
  public static ScanStep first(ScanRequest scan, Instant now) {
    return repositories(scan, null, 1, now);
  }

  /** Finds repositories, from this place of the catalog on. */
  public static ScanStep repositories(
      ScanRequest scan, @Nullable String cursor, int page, Instant now) {
    List<String> what = cursor == null ? List.of() : List.of(cursor);
    ScanStepKind kind = ScanStepKind.REPOSITORIES;
    return new ScanStep(
        scan, StepId.of(scan.id(), kind, what), kind, null, cursor, page, null, 0, now);
  }

  /** Finds tags of a repository, from this place of its list on. */
  public static ScanStep tags(
      ScanRequest scan, Repository repository, @Nullable String cursor, int page, Instant now) {
    List<String> what =
        cursor == null ? List.of(repository.path()) : List.of(repository.path(), cursor);
    ScanStepKind kind = ScanStepKind.TAGS;
    return new ScanStep(
        scan, StepId.of(scan.id(), kind, what), kind, repository, cursor, page, null, 0, now);
  }

  /** Compares these tags. */
  public static ScanStep compare(
      ScanRequest scan, Repository repository, List<Tag> tags, Instant now) {
    List<String> what = new java.util.ArrayList<>(List.of(repository.path()));
    tags.forEach(tag -> what.add(tag.name()));
    ScanStepKind kind = ScanStepKind.COMPARE;
    return new ScanStep(
        scan, StepId.of(scan.id(), kind, what), kind, repository, null, 1, tags, 0, now);
  }

  /** The same step, put on the queue again after it failed. */
  public ScanStep requeued(Instant now) {
    return new ScanStep(scan, id, kind, repository, cursor, page, tags, attemptsBefore + 1, now);
  }

  /** The repository that it is about. */
  public Repository requireRepository() {
    return Objects.requireNonNull(repository, "a step about tags");
  }

  /** The tags that it compares. */
  public List<Tag> requireTags() {
    return Objects.requireNonNull(tags, "a step that compares");
  }
}
