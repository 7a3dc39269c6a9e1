package io.waybill.registry.protocol;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.schemas.failures.FailureCode;
import java.time.Duration;
import java.util.Optional;

/**
 * How often something long is gone on with after it broke. Getting further starts the count anew:
 * what matters is whether it arrives in the end, not how bad the line is. For one thread.
 */
final class Perseverance {
  /** A line that carries less than this between two faults carries nothing. */
  private static final long PROGRESS = 1024 * 1024;

  private final RetryTable retries;
  private long countedFrom;
  private int tries;

  Perseverance(RetryTable retries) {
    this.retries = retries;
  }

  /**
   * Waits before the next try.
   *
   * @param offset how far it came
   * @throws RegistryException the failure where there is to be no further try; marked as spent
   *     where there was one
   */
  void pauseOrGiveUp(RegistryException failure, long offset) throws RegistryException {
    if (offset - countedFrom >= PROGRESS) {
      countedFrom = offset;
      tries = 0;
    }
    tries++;
    Optional<Duration> wait = retries.findResumeWait(failure, tries);
    if (wait.isEmpty()) {
      throw tries > 1 ? failure.asSpent() : failure;
    }
    try {
      Thread.sleep(wait.get());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw RegistryException.because(
              FailureCode.CANCELLED, "go on with a blob", "the copy was stopped", stopped)
          .asSpent();
    }
  }
}
