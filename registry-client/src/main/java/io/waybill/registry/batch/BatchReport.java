package io.waybill.registry.batch;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.records.Transfer;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of a batch. A copy is one image to one target.
 *
 * @param copied copies that changed their target
 * @param alreadyPresent copies whose target was what the source is already
 * @param declined copies that the listener wanted no more of than their plan
 * @param failed copies that failed
 * @param skipped copies that were not tried, because those before them had failed
 * @param transfer what was moved and what was not, of all of them, the failed ones included
 * @param took how long it took
 * @param listingFailure why not all images could be found, where they could not
 */
public record BatchReport(
    int copied,
    int alreadyPresent,
    int declined,
    int failed,
    int skipped,
    Transfer transfer,
    Duration took,
    Optional<Failure> listingFailure) {

  /** Whether all that was asked for is so. */
  public boolean isComplete() {
    return failed == 0 && skipped == 0 && listingFailure.isEmpty();
  }
}
