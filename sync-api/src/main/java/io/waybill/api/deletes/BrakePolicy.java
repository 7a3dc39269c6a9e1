package io.waybill.api.deletes;

import io.waybill.schemas.rules.Deletes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Decides whether a rule would delete too much: a pure function. */
final class BrakePolicy {
  /** What was let go longer ago does not count. */
  static final Duration WINDOW = Duration.ofHours(1);

  /** In fewer tags than this a share means nothing. */
  static final int SMALLEST_SHARED = 10;

  private BrakePolicy() {}

  /**
   * What the rule's deletes come to in one repository.
   *
   * @param repository which, for people
   * @param deleted tags that wait to be deleted, or were let go within the window
   * @param put tags that the rule has put there and that were not gone before, as far as history
   *     knows
   */
  record Toll(String repository, int deleted, int put) {}

  /**
   * Why somebody has to be asked; empty = nobody has to.
   *
   * @param brake what the rule allows
   * @param tolls what its deletes come to
   * @param wholeRepository whether a source repository is said to have gone with all its tags
   */
  static Optional<String> findReason(
      Deletes.Brake brake, List<Toll> tolls, boolean wholeRepository) {
    if (wholeRepository) {
      return Optional.of("a whole repository is said to be deleted at the source");
    }
    int all = tolls.stream().mapToInt(Toll::deleted).sum();
    if (all > brake.count()) {
      return Optional.of(
          "%d tags would be deleted within an hour, and the limit is %d"
              .formatted(all, brake.count()));
    }
    return tolls.stream()
        .filter(toll -> toll.put() >= SMALLEST_SHARED)
        .filter(toll -> toll.deleted() * 100L > (long) brake.percent() * toll.put())
        .findFirst()
        .map(
            toll ->
                "%d of the %d tags that the rule has put into %s would be deleted within an hour, and the limit is %d %%"
                    .formatted(toll.deleted(), toll.put(), toll.repository(), brake.percent()));
  }
}
