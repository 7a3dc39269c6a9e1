package io.waybill.registry.copy;

import io.waybill.schemas.records.Phases;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures how long each part of an attempt takes; a part may come more than once. */
final class PhaseClock {
  /** The parts. */
  enum Phase {
    RESOLVE,
    CHECK,
    TRANSFER,
    PUT,
    VERIFY
  }

  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
  private @Nullable Phase current;
  private long since;

  /** The current part ends and this one begins. */
  synchronized void enter(Phase phase) {
    long now = System.nanoTime();
    Phase ended = current;
    if (ended != null) {
      nanos.merge(ended, now - since, Long::sum);
    }
    current = phase;
    since = now;
  }

  /** The times so far. */
  synchronized Phases read() {
    Phase now = current;
    if (now != null) {
      enter(now);
    }
    return new Phases(
        0,
        millis(Phase.RESOLVE),
        millis(Phase.CHECK),
        millis(Phase.TRANSFER),
        millis(Phase.PUT),
        millis(Phase.VERIFY));
  }

  private long millis(Phase phase) {
    return Math.round(nanos.getOrDefault(phase, 0L) / 1e6);
  }
}
