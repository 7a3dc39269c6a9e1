package io.waybill.api.receivers;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What became of one try to tell a receiver. */
public sealed interface Verdict {
  /** What the receiver answered, where it did. */
  OptionalInt status();

  /**
   * It has taken it.
   *
   * @param answered with which HTTP status
   */
  record Taken(int answered) implements Verdict {
    @Override
    public OptionalInt status() {
      return OptionalInt.of(answered);
    }
  }

  /**
   * It has not, and may another time.
   *
   * @param status what it answered, where it did
   * @param why a sentence
   * @param isAway whether it is likely to take nothing else either at the moment
   * @param after how long it asked to be left alone, where it did
   */
  record Refused(OptionalInt status, String why, boolean isAway, Optional<Duration> after)
      implements Verdict {
    /** It could not be asked at all. */
    public static Refused unasked(String why) {
      return new Refused(OptionalInt.empty(), why, true, Optional.empty());
    }
  }

  /**
   * It wants to hear no more (410).
   *
   * @param why a sentence
   */
  record Gone(String why) implements Verdict {
    @Override
    public OptionalInt status() {
      return OptionalInt.of(410);
    }
  }
}
