package io.waybill.registry.prepare;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.prepare.SpaceMaker.Making;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.units.Deadline;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One after the other wants the same space made: the first one has it made, and what came of it is
 * believed by those who come soon after. Safe for many threads.
 */
final class SpaceTurn {
  /** A burst of copies asks once; who comes later may find that a person has made room. */
  private static final Duration BELIEVED = Duration.ofSeconds(15);

  private record Outcome(
      @Nullable Making making, @Nullable RegistryException failure, Deadline believedUntil) {
    static Outcome of(@Nullable Making making, @Nullable RegistryException failure) {
      return new Outcome(making, failure, Deadline.in(BELIEVED));
    }

    boolean isFresh() {
      return !believedUntil.isOver();
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable Outcome last;

  /** Whether nobody has use for it any more. */
  boolean isOver() {
    Outcome known = last;
    return known != null && !known.isFresh() && !lock.isLocked();
  }

  /** Whether it was made a moment ago. */
  boolean isNew() {
    Outcome known = last;
    return known != null && known.isFresh() && known.making() == Making.MADE;
  }

  /** What came of it, or comes of it now. */
  Making take(Preparation.Call<Making> work) throws RegistryException {
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException stopped) {
      throw stopped(stopped);
    }
    try {
      Outcome known = last;
      if (known == null || !known.isFresh()) {
        known = ask(work);
      }
      if (known.making() != null) {
        return known.making();
      }
      throw known.failure();
    } finally {
      lock.unlock();
    }
  }

  private Outcome ask(Preparation.Call<Making> work) throws RegistryException {
    Outcome outcome;
    try {
      outcome = Outcome.of(work.run(), null);
    } catch (RegistryException failure) {
      if (failure.code() == FailureCode.CANCELLED) {
        // Who was stopped has learnt nothing; the next one asks.
        throw failure;
      }
      outcome = Outcome.of(null, failure);
    }
    last = outcome;
    return outcome;
  }

  static RegistryException stopped(InterruptedException stopped) {
    Thread.currentThread().interrupt();
    return RegistryException.because(
            FailureCode.CANCELLED,
            "have what the target lacks made",
            "the copy was stopped",
            stopped)
        .asSpent();
  }
}
