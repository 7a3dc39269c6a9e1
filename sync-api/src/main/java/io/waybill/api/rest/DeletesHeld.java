package io.waybill.api.rest;

import io.waybill.api.deletes.BrakeState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That all deletes of a rule wait for a person.
 *
 * @param waiting how many
 * @param since since when
 * @param reason why
 * @param heldUntil when the last of them was held; null = all are decided
 */
record DeletesHeld(
    int waiting, @Nullable Instant since, @Nullable String reason, @Nullable Instant heldUntil) {
  /** What there is to say; null where they do not. */
  static @Nullable DeletesHeld of(BrakeState state) {
    return state.asks()
        ? new DeletesHeld(state.waiting(), state.heldSince(), state.reason(), state.heldUntil())
        : null;
  }
}
