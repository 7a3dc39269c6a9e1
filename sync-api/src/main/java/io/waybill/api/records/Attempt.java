package io.waybill.api.records;

import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptFaltered;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One try, as far as its facts are known.
 *
 * @param id which
 * @param worker who
 * @param traceId the trace it belongs to, where there is one
 * @param startedAt when it began
 * @param queueing how often the task had been queued again when it was given to this try, or null
 *     while the fact of its beginning is missing
 * @param faltered what failed in it last and was repeated, or null
 * @param ended how it ended, or null while no fact says so
 */
public record Attempt(
    AttemptId id,
    String worker,
    @Nullable String traceId,
    Instant startedAt,
    @Nullable Integer queueing,
    @Nullable AttemptFaltered faltered,
    @Nullable AttemptEnded ended) {

  /** The order in which tries began; the id decides between two of the same instant. */
  static final Comparator<Attempt> BY_START =
      Comparator.comparing(Attempt::startedAt).thenComparing(attempt -> attempt.id().value());

  /** A worker's own word weighs more than a guess that it vanished; of two words, the later one. */
  private static final Comparator<AttemptEnded> BY_WEIGHT =
      Comparator.<AttemptEnded, Boolean>comparing(end -> end.outcome() != AttemptOutcome.LOST)
          .thenComparing(AttemptEnded::at)
          .thenComparing(AttemptEnded::outcome);

  static Attempt of(AttemptStarted fact) {
    return new Attempt(
        fact.attemptId(),
        fact.worker(),
        fact.traceId(),
        Times.stored(fact.at()),
        fact.task().attemptsBefore(),
        null,
        null);
  }

  static Attempt of(AttemptFaltered fact) {
    return new Attempt(
        fact.attemptId(), fact.worker(), null, Times.stored(fact.startedAt()), null, fact, null);
  }

  static Attempt of(AttemptEnded fact) {
    return new Attempt(
        fact.attemptId(), fact.worker(), null, Times.stored(fact.startedAt()), null, null, fact);
  }

  /** Both halves together, whichever came first and however often. */
  Attempt merge(Attempt other) {
    boolean earlier = !other.startedAt.isBefore(startedAt);
    return new Attempt(
        id,
        worker,
        traceId != null ? traceId : other.traceId,
        earlier ? startedAt : other.startedAt,
        queueing != null ? queueing : other.queueing,
        later(faltered, other.faltered),
        heavier(ended, other.ended));
  }

  private static @Nullable AttemptFaltered later(
      @Nullable AttemptFaltered one, @Nullable AttemptFaltered two) {
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    return one.at().isBefore(two.at()) ? two : one;
  }

  private static @Nullable AttemptEnded heavier(
      @Nullable AttemptEnded one, @Nullable AttemptEnded two) {
    if (one == null || two == null) {
      return one == null ? two : one;
    }
    return BY_WEIGHT.compare(one, two) >= 0 ? one : two;
  }
}
